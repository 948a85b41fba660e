"""Readers' addresses for stories."""

from django.urls import path, re_path

from articles import renditions, views

app_name = "articles"

urlpatterns = [
    path("", views.front, name="front"),
    path("search/", views.search, name="search"),
    re_path(renditions.PATTERN, renditions.rendition, name="rendition"),
    path("<slug:slug>/", views.section, name="section"),
    path("<slug:section>/<int:year>/<int:month>/<int:day>/<slug:slug>/", views.story, name="story"),
]
