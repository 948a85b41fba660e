"""Let somebody in again whose phone is lost: `manage.py reset_second_step USERNAME`."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from authors import sessions, signins
from authors.models import SignIn


class Command(BaseCommand):
    help = "Forget a person's second step and sign them out; for when no administrator can."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        person = get_user_model().objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no account “{username}”.", returncode=2)
        Authenticator.objects.filter(user=person).delete()
        sessions.end_all(person)
        signins.note(SignIn.What.CODE, person=person)
        self.stdout.write(f"{username} signs in with the password alone, and sets up a new one.")
