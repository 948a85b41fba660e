"""Copy written for the tests, in the shapes that reach a desk."""

STORY = """\
The harbour board voted on Tuesday to bring back the night ferry after eleven years.

The boat will cross the bay four times a night from June, The Lantern Independent reports.

"We kept the berth dry and the lamps lit," the harbour master told the meeting, to applause.

READ NEXT: Old Lighthouse Opens Its Doors to Night Walkers\x20

Understanding the Bay and the Ferry's Return

The crossing was closed when the north quay sank, according to the Saltmarsh Bay Times.

A new pontoon was floated in over three tides last autumn.

The Fare and the Fishing Fleet's Doubts

Crews fear the wash in the narrow channel, Express noted.

A ticket will cost two coins, and children travel for nothing.

READ MORE: Fishing Crews Ask for a Slower Channel\u00a0

This article is owned by Harbour Post.

Written by: Ana Ruiz

WATCH: The Night Ferry: Who is at the wheel? - From Coast Television"""

WORD_HTML = """\
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>Not copy</title>
<style>p.MsoNormal{color:red}</style>
<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--></head><body lang=EN-GB>
<p class=MsoTitle>The ferry sails again<o:p></o:p></p>
<p class=MsoNormal style='margin:0'>By Ana&nbsp;Ruiz<o:p></o:p></p>
<p class=MsoNormal><span style='mso-spacerun:yes'>  </span>The <b>board</b> met <i>on</i>
Tuesday, <a href="https://example.org/plan?a=1&amp;b=2">the plan</a> says, for
10<sup>2</sup> boats.<o:p>&nbsp;</o:p></p>
<h2>What it costs</h2>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>Two coins</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>Nothing for
children</p>
<table><tr><th>Port</th><th>Fare</th></tr><tr><td><p>North</p></td><td><p>2</p></td></tr></table>
<p class=MsoNormal>The quay is dry.</p>
</body></html>"""

DOCS_HTML = """\
<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span
style="font-size:20pt">The ferry sails again</span></h1><p dir="ltr"><span
style="font-weight:400">The
board </span><span style="font-weight:700">met</span><span style="font-style:italic"> on
Tuesday</span><span>.</span></p><br><ul><li dir="ltr"><p dir="ltr"><span>Two coins</span></p></li>
<li><p><span>Nothing for children</span></p></li></ul><p><a
href="https://www.google.com/url?q=https://example.org/plan&amp;sa=D"><span>The plan</span></a> is
public.</p></b>"""
