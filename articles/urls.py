"""Readers' addresses for stories."""

from django.urls import path, re_path

from articles import feeds, renditions, shared_draft, sitemaps, views

app_name = "articles"

urlpatterns = [
    path("", views.front, name="front"),
    path("search/", views.search, name="search"),
    path("corrections/", views.corrections, name="corrections"),
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
    path("robots.txt", sitemaps.robots, name="robots"),
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
