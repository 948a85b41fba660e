"""Readers' addresses for stories."""

from django.urls import path, re_path

from articles import (
    archive_pages,
    feeds,
    paper_files,
    policy_pages,
    renditions,
    report_page,
    shared_draft,
    sitemaps,
    topic_pages,
    txt_files,
    views,
)
from articles.archive_pages import DAY, MONTH, YEAR

app_name = "articles"

urlpatterns = [
    path("", views.front, name="front"),
    path("search/", views.search, name="search"),
    path("corrections/", views.corrections, name="corrections"),
    path("topics/", topic_pages.topic_list, name="topics"),
    path("topics/<slug:slug>/", topic_pages.topic, name="topic"),
    path("archive/", archive_pages.archive, name="archive"),
    re_path(rf"^archive/{YEAR}/$", archive_pages.archive_year, name="archive_year"),
    re_path(rf"^archive/{YEAR}/{MONTH}/$", archive_pages.archive_month, name="archive_month"),
    re_path(rf"^archive/{YEAR}/{MONTH}/{DAY}/$", archive_pages.archive_day, name="archive_day"),
    re_path(rf"^{policy_pages.ROLE}/$", policy_pages.policy, name="policy"),
    re_path(rf"^{policy_pages.ROLE_BELOW_ABOUT}/$", policy_pages.policy, name="policy"),
    path("report/<int:pk>/", report_page.report, name="report"),
    re_path(renditions.PATTERN, renditions.rendition, name="rendition"),
    # Only addresses of a secret's length: a section may be called “draft”.
    re_path(shared_draft.PATTERN, shared_draft.shared_draft, name="shared_draft"),
    re_path(rf"^feeds/{feeds.NAME}$", feeds.feed, {"of": feeds.PaperFeed}, name="feed"),
    re_path(
        rf"^authors/(?P<slug>[-\w]+)/feeds/{feeds.NAME}$",
        feeds.feed,
        {"of": feeds.AuthorFeed},
        name="author_feed",
    ),
    re_path(
        rf"^topics/(?P<slug>[-\w]+)/feeds/{feeds.NAME}$",
        feeds.feed,
        {"of": feeds.TopicFeed},
        name="topic_feed",
    ),
    re_path(
        rf"^(?P<slug>[-\w]+)/feeds/{feeds.NAME}$",
        feeds.feed,
        {"of": feeds.SectionFeed},
        name="section_feed",
    ),
    path("colours.css", paper_files.colours, name="colours"),
    path("site.webmanifest", paper_files.manifest, name="manifest"),
    path("favicon.ico", paper_files.favicon, name="favicon"),
    path(".well-known/security.txt", paper_files.security, name="security"),
    path("ads.txt", txt_files.ads, name="ads"),
    re_path(r"^(?:\.well-known/)?trust\.txt$", txt_files.trust, name="trust"),
    path("robots.txt", sitemaps.robots, name="robots"),
    re_path(r"^(?P<key>[a-zA-Z0-9-]{8,128})\.txt$", sitemaps.indexnow_key, name="indexnow_key"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    re_path(
        r"^sitemap-stories-(?P<number>[1-9][0-9]{0,8})\.xml$",
        sitemaps.stories,
        name="sitemap_stories",
    ),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("<slug:slug>/", views.section, name="section"),
    path("<slug:section>/<int:year>/<int:month>/<int:day>/<slug:slug>/", views.story, name="story"),
    # An archive brings addresses of any shape; the desk and the files are never among them.
    re_path(r"^(?!(?:admin|static|media)(?:/|$))(?P<former>.+)$", views.former, name="former"),
]
