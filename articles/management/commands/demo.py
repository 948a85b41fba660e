"""Load the demo paper and print who can sign in."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import salted_hmac

from articles.demo import cast, paper

BAR = 28


def password_of(username):
    """A demo account's password: the same at every run of this site, another on every site."""
    return f"{username}-{salted_hmac('newsroom.demo', username).hexdigest()[:8]}"


class Command(BaseCommand):
    help = "Fill an empty Newsroom with the demo paper. Does nothing where stories are already."

    def handle(self, **options):
        if not settings.NEWSROOM_DEMO:
            raise CommandError(
                "The demo makes five accounts with printed passwords. "
                "Set NEWSROOM_DEMO=1 to say that this is no real paper."
            )
        if paper.is_there():
            self.stdout.write("Stories are here already; nothing was changed.")
        else:
            passwords = {
                person["username"]: password_of(person["username"]) for person in cast.USERS
            }
            paper.load(passwords=passwords, progress=self._show_progress)
            self.stdout.write("")
        self._print_sign_ins()

    def _show_progress(self, done, total, what):
        bar = "█" * (BAR * done // total)
        end = "\r" if self.stdout.isatty() else "\n"
        if self.stdout.isatty() or done % 20 == 0 or done == total:
            self.stdout.write(f"  {bar:·<{BAR}} {done}/{total}  {what[:30]:<30}", ending=end)
            self.stdout.flush()

    def _print_sign_ins(self):
        self.stdout.write("Demo sign-ins, for the desk at /admin/:")
        for person in cast.USERS:
            username = person["username"]
            roles = ", ".join(paper.ROLES[username])
            self.stdout.write(f"  {username:<10} {password_of(username):<20} {roles}")
