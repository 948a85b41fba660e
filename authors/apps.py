from django.apps import AppConfig


class AuthorsConfig(AppConfig):
    name = "authors"
    verbose_name = "People"

    def ready(self):
        from authors import signins

        signins.listen_for_locks()
