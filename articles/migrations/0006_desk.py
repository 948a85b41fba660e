"""What the desk's screens keep: notes, shift notes, saved views, shared drafts, house words, health."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_registry"),
        ("authors", "0002_author_merged_into"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HouseWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wrong", models.CharField(max_length=80, unique=True, verbose_name="Instead of")),
                ("right", models.CharField(max_length=80, verbose_name="Write")),
                ("why", models.CharField(blank=True, max_length=200)),
                (
                    "exact_case",
                    models.BooleanField(
                        default=False,
                        help_text="“internet” but not “Internet”.",
                        verbose_name="Capitals matter",
                    ),
                ),
                (
                    "added_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "ordering": ["wrong"],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "query",
                    models.CharField(
                        blank=True, help_text="As in the list’s address.", max_length=500
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="What the address holds.", max_length=64, unique=True
                    ),
                ),
                ("for_whom", models.CharField(max_length=120, verbose_name="For whom")),
                ("works_until", models.DateTimeField(verbose_name="Works until")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("opened_at", models.DateTimeField(blank=True, help_text="When last.", null=True)),
                ("answers_given", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ShiftNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="VideoHealth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("provider", models.CharField(max_length=20)),
                ("embed_id", models.CharField(max_length=120)),
                ("embed_hash", models.CharField(blank=True, max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unknown", "Not looked at yet"),
                            ("plays", "Plays"),
                            ("refused", "Embedding refused"),
                            ("gone", "Removed"),
                            ("silent", "No answer"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(blank=True, help_text="When it came to be so.", null=True),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("next_check_at", models.DateTimeField(db_index=True)),
                (
                    "failures",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="In a row, without answer."
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True, help_text="As the provider has it.", max_length=300
                    ),
                ),
                ("author", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name": "video’s health",
                "verbose_name_plural": "videos’ health",
            },
        ),
        migrations.AlterModelOptions(
            name="article",
            options={
                "permissions": [
                    ("submit_article", "Can send a story to the desk"),
                    ("send_back_article", "Can send a story back"),
                    ("approve_article", "Can approve a story"),
                    ("publish_article", "May press Publish"),
                    ("withdraw_article", "Can withdraw a live story"),
                    ("spike_article", "Can spike a story and bring it back"),
                    ("edit_any_article", "Can edit stories of others"),
                    ("place_video_article", "Can attach videos to any story"),
                    ("lead_front", "Can choose the lead of the front"),
                    ("edit_every_desk", "Can edit stories of every desk"),
                    ("fix_article", "Can fix and correct a live story"),
                    ("put_video_live_article", "Can put a video into a slot of a live story"),
                    ("retract_article", "Can retract a live story"),
                    ("kill_article", "Can kill a story"),
                    ("override_article", "Can publish against a check, with a reason"),
                    ("redact_article", "Can blank text in kept versions"),
                    ("import_article", "Can import an archive"),
                    ("share_article", "Can show a draft to somebody outside"),
                    ("see_other_times", "Can see the site as of another time"),
                    ("replace_everywhere", "Can replace a video in every story that shows it"),
                ],
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
        ),
        migrations.AddField(
            model_name="article",
            name="copy_fingerprint",
            field=models.CharField(
                blank=True,
                db_index=True,
                editable=False,
                help_text="Of the raw copy that it came from: the same copy, pasted again, is noticed.",
                max_length=64,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="look_again_on",
            field=models.DateField(
                blank=True,
                help_text="For a story kept ready: still right?",
                null=True,
                verbose_name="Look again on",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="about",
            field=models.CharField(
                blank=True,
                help_text="First words of the paragraph that it is about.",
                max_length=200,
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="answers",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answered_by",
                to="articles.note",
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="is_legal",
            field=models.BooleanField(
                default=False, help_text="For editors of the story and publishers alone."
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="mentions",
            field=models.ManyToManyField(
                blank=True, related_name="notes_mentioned_in", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="outsider",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="note",
            name="resolved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="notes_resolved",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="do_not_use_again",
            field=models.BooleanField(
                default=False, help_text="Stays where it is, and goes into no other story."
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="one_use_only",
            field=models.BooleanField(default=False, help_text="Bought for one story."),
        ),
        migrations.AlterField(
            model_name="alarm",
            name="kind",
            field=models.CharField(
                choices=[
                    ("due", "Would not pass the checks when it goes out"),
                    ("held", "Did not go out"),
                    ("second_read", "Nobody else has read it"),
                    ("rights", "Rights in a picture end"),
                    ("asked", "The publisher is asked"),
                    ("behind", "An edit is not live"),
                    ("video", "A video does not play"),
                    ("look_again", "A story kept ready is to be looked at again"),
                    ("trouble", "Something failed"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="move",
            name="verb",
            field=models.CharField(
                choices=[
                    ("plan", "Planned"),
                    ("start", "Started"),
                    ("submit", "Sent to desk"),
                    ("send_back", "Sent back"),
                    ("approve", "Approved"),
                    ("publish", "Published"),
                    ("schedule", "Scheduled"),
                    ("unschedule", "Schedule cancelled"),
                    ("withdraw", "Withdrawn"),
                    ("spike", "Spiked"),
                    ("restore", "Brought back"),
                    ("lead", "Made lead"),
                    ("change_time", "Time changed"),
                    ("hold", "Held back"),
                    ("fix", "Fixed"),
                    ("correct", "Corrected"),
                    ("retract", "Retracted"),
                    ("kill", "Killed"),
                    ("redact", "Redacted"),
                    ("put_back", "Version before put back"),
                    ("undo", "Undone"),
                    ("import", "Imported"),
                    ("merge", "Merged"),
                    ("version", "Version restored"),
                    ("bring_in", "Correction brought in"),
                    ("embargo", "Embargo changed"),
                    ("take_down", "Take-down time changed"),
                    ("restrict", "Restriction changed"),
                    ("keep_ready", "Kept ready changed"),
                    ("hand_over", "Handed over"),
                    ("ask", "Publisher asked"),
                    ("ask_read", "Read asked"),
                    ("answer_read", "Read answered"),
                    ("share", "Draft shared"),
                    ("unshare", "Shared draft revoked"),
                    ("second_read", "Read after publication"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answers", None),
                    models.Q(("answers", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="note_answers_another",
            ),
        ),
        migrations.AddField(
            model_name="houseword",
            name="added_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="house_words",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="saved_views",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sharelink",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="share_links",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="sharelink",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="share_links",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="shiftnote",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="shift_notes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="shiftnote",
            name="desk",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="shift_notes",
                to="authors.desk",
            ),
        ),
        migrations.AddField(
            model_name="shiftnote",
            name="seen_by",
            field=models.ManyToManyField(
                blank=True, related_name="shift_notes_seen", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="videohealth",
            name="poster",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.picture",
            ),
        ),
        migrations.AddConstraint(
            model_name="houseword",
            constraint=models.CheckConstraint(
                condition=models.Q(("wrong", ""), _negated=True), name="house_word_says_what"
            ),
        ),
        migrations.AddConstraint(
            model_name="houseword",
            constraint=models.CheckConstraint(
                condition=models.Q(("right", ""), _negated=True), name="house_word_says_how"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                fields=("person", "name"), name="saved_view_named_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="videohealth",
            constraint=models.UniqueConstraint(
                fields=("provider", "embed_id"), name="video_health_once"
            ),
        ),
    ]
