<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en_US">
<context>
    <name>JournalText</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <extracomment>The path of a picture, and how many others</extracomment>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: marks for %n picture(s) that were there already</source>
        <translation>
            <numerusform>%1: marks for %n picture that was there already</numerusform>
            <numerusform>%1: marks for %n pictures that were there already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new people</source>
        <translation>
            <numerusform>%n new person</numerusform>
            <numerusform>%n new people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n picture(s), %2</source>
        <extracomment>An import: its source, how many pictures, &quot;3 new people&quot;</extracomment>
        <translation>
            <numerusform>%1: %n picture, %2</numerusform>
            <numerusform>%1: %n pictures, %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) %1</source>
        <extracomment>Faces of a person and what was said about them: &quot;3 faces confirmed&quot;</extracomment>
        <translation>
            <numerusform>%n face %1</numerusform>
            <numerusform>%n faces %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) from %1</source>
        <translation>
            <numerusform>%n face from %1</numerusform>
            <numerusform>%n faces from %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) to %1</source>
        <translation>
            <numerusform>%n face to %1</numerusform>
            <numerusform>%n faces to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) of one person</source>
        <translation>
            <numerusform>%n picture of one person</numerusform>
            <numerusform>%n pictures of one person</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n spot checks: %1</source>
        <translation>
            <numerusform>%n spot check: %1</numerusform>
            <numerusform>%n spot checks: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) imported</source>
        <translation>
            <numerusform>%n face imported</numerusform>
            <numerusform>%n faces imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: named as %n people</source>
        <extracomment>Faces that were grouped by looks: &quot;Ann/001.jpg and 11 more: named as 3 people&quot;</extracomment>
        <translation>
            <numerusform>%1: named as %n person</numerusform>
            <numerusform>%1: named as %n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n kept</source>
        <translation>
            <numerusform>%n kept</numerusform>
            <numerusform>%n kept</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n moved</source>
        <translation>
            <numerusform>%n moved</numerusform>
            <numerusform>%n moved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected</source>
        <translation>
            <numerusform>%n rejected</numerusform>
            <numerusform>%n rejected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unsure</source>
        <translation>
            <numerusform>%n unsure</numerusform>
            <numerusform>%n unsure</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Preflight</name>
    <message numerus="yes">
        <source>None of the %n labelled face(s) has a crop yet.</source>
        <translation>
            <numerusform>The %n labelled face has no crop yet.</numerusform>
            <numerusform>None of the %n labelled faces has a crop yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n labelled face(s) have no crop and take no part.</source>
        <translation>
            <numerusform>%n labelled face has no crop and takes no part.</numerusform>
            <numerusform>%n labelled faces have no crop and take no part.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people have very few photographs.</source>
        <translation>
            <numerusform>%n person has very few photographs.</numerusform>
            <numerusform>%n people have very few photographs.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n suspicious label(s) have not been decided.</source>
        <translation>
            <numerusform>%n suspicious label has not been decided.</numerusform>
            <numerusform>%n suspicious labels have not been decided.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people are few to learn from.</source>
        <translation>
            <numerusform>%n person is too little to learn from.</numerusform>
            <numerusform>%n people are few to learn from.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The run has only %n step(s).</source>
        <translation>
            <numerusform>The run has only %n step.</numerusform>
            <numerusform>The run has only %n steps.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n decided label(s) await the approval of a second person.</source>
        <translation>
            <numerusform>%n decided label awaits the approval of a second person.</numerusform>
            <numerusform>%n decided labels await the approval of a second person.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people are on no side of the splits and take no part.</source>
        <translation>
            <numerusform>%n person is on no side of the splits and takes no part.</numerusform>
            <numerusform>%n people are on no side of the splits and take no part.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) of this version are not in the project any more.</source>
        <translation>
            <numerusform>%n face of this version is not in the project any more.</numerusform>
            <numerusform>%n faces of this version are not in the project any more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people are in the test split and take no part.</source>
        <translation>
            <numerusform>%n person is in the test split and takes no part.</numerusform>
            <numerusform>%n people are in the test split and take no part.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n s</source>
        <translation>
            <numerusform>%n s</numerusform>
            <numerusform>%n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people have no usable face.</source>
        <translation>
            <numerusform>%n person has no usable face.</numerusform>
            <numerusform>%n people have no usable face.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n training face(s) are also in %1, or their people are.</source>
        <translation>
            <numerusform>%n training face is also in %1, or its person is.</numerusform>
            <numerusform>%n training faces are also in %1, or their people are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n training face(s) look like faces on another side of the splits.</source>
        <translation>
            <numerusform>%n training face looks like one on another side of the splits.</numerusform>
            <numerusform>%n training faces look like faces on another side of the splits.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Most people have fewer than the %n faces that each gives to a batch.</source>
        <translation>
            <numerusform>Most people have fewer than the %n face that each gives to a batch.</numerusform>
            <numerusform>Most people have fewer than the %n faces that each gives to a batch.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The run is too short for that moving average: %n step(s).</source>
        <translation>
            <numerusform>The run is too short for that moving average: %n step.</numerusform>
            <numerusform>The run is too short for that moving average: %n steps.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only %n people are kept for verification.</source>
        <translation>
            <numerusform>Only %n person is kept for verification.</numerusform>
            <numerusform>Only %n people are kept for verification.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::app::MainWindow</name>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n face</numerusform>
            <numerusform>%n faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n image(s)</source>
        <translation>
            <numerusform>%n image</numerusform>
            <numerusform>%n images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of those that were there got marks that they lacked.</source>
        <translation>
            <numerusform>%n of those that were there got marks that it lacked.</numerusform>
            <numerusform>%n of those that were there got marks that they lacked.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s)</source>
        <translation>
            <numerusform>%n pair</numerusform>
            <numerusform>%n pairs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::engine::ErrorText</name>
    <message numerus="yes">
        <source>%1 image(s)</source>
        <translation>
            <numerusform>%1 image</numerusform>
            <numerusform>%1 images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 face(s)</source>
        <translation>
            <numerusform>%1 face</numerusform>
            <numerusform>%1 faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 image(s)</source>
        <translation>
            <numerusform>%1 of %2 image</numerusform>
            <numerusform>%1 of %2 images</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 face(s)</source>
        <translation>
            <numerusform>%1 of %2 face</numerusform>
            <numerusform>%1 of %2 faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 pair(s)</source>
        <translation>
            <numerusform>%1 of %2 pair</numerusform>
            <numerusform>%1 of %2 pairs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2 step(s)</source>
        <translation>
            <numerusform>%1 of %2 step</numerusform>
            <numerusform>%1 of %2 steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::AcceptanceTab</name>
    <message numerus="yes">
        <source>%n pass</source>
        <comment>gates</comment>
        <translation>
            <numerusform>%n passes</numerusform>
            <numerusform>%n pass</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n fail</source>
        <comment>gates</comment>
        <translation>
            <numerusform>%n fails</numerusform>
            <numerusform>%n fail</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without enough data</source>
        <comment>gates</comment>
        <translation>
            <numerusform>%n without enough data</numerusform>
            <numerusform>%n without enough data</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n gate(s): %1</source>
        <extracomment>Of %n gates, and how many of them pass, fail …</extracomment>
        <translation>
            <numerusform>%n gate: %1</numerusform>
            <numerusform>%n gates: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::AnnotatePage</name>
    <message numerus="yes">
        <source>Move %n point(s)</source>
        <translation>
            <numerusform>Move %n point</numerusform>
            <numerusform>Move %n points</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::BatchDialog</name>
    <message numerus="yes">
        <source>These %n faces are the last ones before it was seen that the training accuracy had collapsed.</source>
        <translation>
            <numerusform>This face is the last one before it was seen that the training accuracy had collapsed.</numerusform>
            <numerusform>These %n faces are the last ones before it was seen that the training accuracy had collapsed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The loss became no number on these %n faces.</source>
        <translation>
            <numerusform>The loss became no number on this face.</numerusform>
            <numerusform>The loss became no number on these %n faces.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::BulkDialog</name>
    <message numerus="yes">
        <source>This would change %n face(s); expected wrong: %1.</source>
        <translation>
            <numerusform>This would change %n face; expected wrong: %1.</numerusform>
            <numerusform>This would change %n faces; expected wrong: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out.</source>
        <translation>
            <numerusform>%n left out.</numerusform>
            <numerusform>%n left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Change %n face(s)</source>
        <translation>
            <numerusform>Change %n face</numerusform>
            <numerusform>Change %n faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Purity of the %n people concerned: %1 → %2</source>
        <extracomment>Purity: the share of faces whose closest other face has the same name</extracomment>
        <translation>
            <numerusform>Purity of the %n person concerned: %1 → %2</numerusform>
            <numerusform>Purity of the %n people concerned: %1 → %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::CaptureStrip</name>
    <message numerus="yes">
        <source>%n captured</source>
        <translation>
            <numerusform>%n captured</numerusform>
            <numerusform>%n captured</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::ChecksCard</name>
    <message numerus="yes">
        <source>%1 of %n passed</source>
        <translation>
            <numerusform>%1 of %n passed</numerusform>
            <numerusform>%1 of %n passed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without a second face</source>
        <translation>
            <numerusform>%n without a second face</numerusform>
            <numerusform>%n without a second face</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not checked</source>
        <translation>
            <numerusform>%n not checked</numerusform>
            <numerusform>%n not checked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::DatasetPage</name>
    <message numerus="yes">
        <source>%n face(s) are not prepared yet: not found, aligned or cropped.</source>
        <translation>
            <numerusform>%n face is not prepared yet: not found, aligned or cropped.</numerusform>
            <numerusform>%n faces are not prepared yet: not found, aligned or cropped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n face</numerusform>
            <numerusform>%n faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected</source>
        <translation>
            <numerusform>%n rejected</numerusform>
            <numerusform>%n rejected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) have no name.</source>
        <translation>
            <numerusform>%n face has no name.</numerusform>
            <numerusform>%n faces have no name.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::DemoTruth</name>
    <message numerus="yes">
        <source>This is the demo, where the truth is known: of the %n wrong label(s) planted, %1 were flagged, and %2 carry the right name now.</source>
        <translation>
            <numerusform>This is the demo, where the truth is known: of the %n wrong label planted, %1 was flagged, and %2 carries the right name now.</numerusform>
            <numerusform>This is the demo, where the truth is known: of the %n wrong labels planted, %1 were flagged, and %2 carry the right name now.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::EraseDialog</name>
    <message numerus="yes">
        <source>Version %1: %n face(s)</source>
        <translation>
            <numerusform>Version %1: %n face</numerusform>
            <numerusform>Version %1: %n faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stays where it lies: %n picture(s) outside of the project</source>
        <translation>
            <numerusform>Stays where it lies: %n picture outside of the project</numerusform>
            <numerusform>Stays where it lies: %n pictures outside of the project</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) in the project’s folder</source>
        <translation>
            <numerusform>%n file in the project’s folder</numerusform>
            <numerusform>%n files in the project’s folder</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s), with labels, landmarks, flags, opinions and checks</source>
        <translation>
            <numerusform>%n face, with labels, landmarks, flags, opinions and checks</numerusform>
            <numerusform>%n faces, with labels, landmarks, flags, opinions and checks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;Keep %n picture(s) that show other people, too; only this face in them goes</source>
        <translation>
            <numerusform>&amp;Keep %n picture that shows other people, too; only this face in it goes</numerusform>
            <numerusform>&amp;Keep %n pictures that show other people, too; only this face in them goes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Erased: %n picture(s)</source>
        <translation>
            <numerusform>Erased: %n picture</numerusform>
            <numerusform>Erased: %n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::FaceInfo</name>
    <message numerus="yes">
        <source>%n faces are chosen; this is the last of them.</source>
        <translation>
            <numerusform>%n face is chosen.</numerusform>
            <numerusform>%n faces are chosen; this is the last of them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::FieldForm</name>
    <message numerus="yes">
        <source>More settings, %n of them changed</source>
        <translation>
            <numerusform>More settings, %n of them changed</numerusform>
            <numerusform>More settings, %n of them changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::FlagText</name>
    <message numerus="yes">
        <source>%n other face(s)</source>
        <translation>
            <numerusform>%n other face</numerusform>
            <numerusform>%n other faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The same picture is in the dataset %n time(s).</source>
        <translation>
            <numerusform>The same picture is in the dataset %n time.</numerusform>
            <numerusform>The same picture is in the dataset %n times.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n face</numerusform>
            <numerusform>%n faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s), this one among them,</source>
        <translation>
            <numerusform>%n face, this one,</numerusform>
            <numerusform>%n faces, this one among them,</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>the other %n</source>
        <translation>
            <numerusform>the other one</numerusform>
            <numerusform>the other %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::GroupDialog</name>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n face</numerusform>
            <numerusform>%n faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) still have no name. Grouping again uses what you decided: more faces may find their person now.</source>
        <translation>
            <numerusform>%n face still has no name. Grouping again uses what you decided: it may find its person now.</numerusform>
            <numerusform>%n faces still have no name. Grouping again uses what you decided: more faces may find their person now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of the %n face(s) is alike enough to another one. Lower the threshold, or try another way of comparing.</source>
        <translation>
            <numerusform>The %n face is alone. Lower the threshold, or try another way of comparing.</numerusform>
            <numerusform>None of the %n faces is alike enough to another one. Lower the threshold, or try another way of comparing.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) have no name</source>
        <translation>
            <numerusform>%n face has no name</numerusform>
            <numerusform>%n faces have no name</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n group(s)</source>
        <translation>
            <numerusform>%n group</numerusform>
            <numerusform>%n groups</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pair(s) of faces have one confirmed name though somebody called them different</source>
        <translation>
            <numerusform>%n pair of faces has one confirmed name though somebody called them different</numerusform>
            <numerusform>%n pairs of faces have one confirmed name though somebody called them different</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Accept %n group(s) above…</source>
        <translation>
            <numerusform>Accept %n group above…</numerusform>
            <numerusform>Accept %n groups above…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) get the names that were proposed. They are not confirmed by that.</source>
        <translation>
            <numerusform>%n face gets the name that was proposed. It is not confirmed by that.</numerusform>
            <numerusform>%n faces get the names that were proposed. They are not confirmed by that.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with another name now</source>
        <translation>
            <numerusform>%n with another name now</numerusform>
            <numerusform>%n with another name now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) are like no other</source>
        <translation>
            <numerusform>%n face is like no other</numerusform>
            <numerusform>%n faces are like no other</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::HistoryDialog</name>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries; scroll down for older ones</source>
        <translation>
            <numerusform>%n entry; scroll down for older ones</numerusform>
            <numerusform>%n entries; scroll down for older ones</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::JournalPage</name>
    <message numerus="yes">
        <source>Undo to here: %n change(s)</source>
        <translation>
            <numerusform>Undo to here: %n change</numerusform>
            <numerusform>Undo to here: %n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) will be taken back.</source>
        <translation>
            <numerusform>%n change will be taken back.</numerusform>
            <numerusform>%n changes will be taken back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::LandmarkList</name>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n face</numerusform>
            <numerusform>%n faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n over the limit</source>
        <translation>
            <numerusform>%n over the limit</numerusform>
            <numerusform>%n over the limit</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::LandmarkPanel</name>
    <message numerus="yes">
        <source>%n point(s) farther than %1 px from the automatic ones; the farthest by %2 px (%3).</source>
        <translation>
            <numerusform>%n point farther than %1 px from the automatic ones; the farthest by %2 px (%3).</numerusform>
            <numerusform>%n points farther than %1 px from the automatic ones; the farthest by %2 px (%3).</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::MapPage</name>
    <message numerus="yes">
        <source>%n face(s) are not on the map yet.</source>
        <translation>
            <numerusform>%n face is not on the map yet.</numerusform>
            <numerusform>%n faces are not on the map yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n face</numerusform>
            <numerusform>%n faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::OriginsDialog</name>
    <message numerus="yes">
        <source>%n chosen picture(s)</source>
        <translation>
            <numerusform>%n chosen picture</numerusform>
            <numerusform>%n chosen pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::OverviewTab</name>
    <message numerus="yes">
        <source>%1 genuine, %2 impostor pairs in %n fold(s)</source>
        <translation>
            <numerusform>%1 genuine, %2 impostor pairs in %n fold</numerusform>
            <numerusform>%1 genuine, %2 impostor pairs in %n folds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people are too few for intervals: resampling them says nothing about others.</source>
        <translation>
            <numerusform>%n person is too few for intervals: resampling them says nothing about others.</numerusform>
            <numerusform>%n people are too few for intervals: resampling them says nothing about others.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Intervals: %1 resamples of %n people.</source>
        <translation>
            <numerusform>Intervals: %1 resamples of %n person.</numerusform>
            <numerusform>Intervals: %1 resamples of %n people.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::PeopleCard</name>
    <message numerus="yes">
        <source>%n face(s) await approval</source>
        <translation>
            <numerusform>%n face awaits approval</numerusform>
            <numerusform>%n faces await approval</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Approve as %1: %n face(s)</source>
        <translation>
            <numerusform>Approve as %1: %n face</numerusform>
            <numerusform>Approve as %1: %n faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n disagreement(s)</source>
        <translation>
            <numerusform>%n disagreement</numerusform>
            <numerusform>%n disagreements</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::PeoplePanel</name>
    <message numerus="yes">
        <source>%n face(s) of %1 become faces of %2.</source>
        <translation>
            <numerusform>%n face of %1 becomes a face of %2.</numerusform>
            <numerusform>%n faces of %1 become faces of %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::PeopleTab</name>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n people</source>
        <translation>
            <numerusform>%1 of %n person</numerusform>
            <numerusform>%1 of %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::PreviewDialog</name>
    <message numerus="yes">
        <source>Compared by embeddings, %n face(s).</source>
        <translation>
            <numerusform>Compared by embeddings, %n face.</numerusform>
            <numerusform>Compared by embeddings, %n faces.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Compared by texture (LBPH), %n face(s).</source>
        <translation>
            <numerusform>Compared by texture (LBPH), %n face.</numerusform>
            <numerusform>Compared by texture (LBPH), %n faces.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) are changed. This can be undone.</source>
        <translation>
            <numerusform>%n face is changed. This can be undone.</numerusform>
            <numerusform>%n faces are changed. This can be undone.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) become the new person %1.</source>
        <translation>
            <numerusform>%n face becomes the new person %1.</numerusform>
            <numerusform>%n faces become the new person %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) take no part in training or curation any more.</source>
        <translation>
            <numerusform>%n face takes no part in training or curation any more.</numerusform>
            <numerusform>%n faces take no part in training or curation any more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) are marked as unsure.</source>
        <translation>
            <numerusform>%n face is marked as unsure.</numerusform>
            <numerusform>%n faces are marked as unsure.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) become faces of %1.</source>
        <translation>
            <numerusform>%n face becomes a face of %1.</numerusform>
            <numerusform>%n faces become faces of %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::QualityPage</name>
    <message numerus="yes">
        <source>%1 of %n face(s) of the present sample are looked at.</source>
        <translation>
            <numerusform>%1 of %n face of the present sample is looked at.</numerusform>
            <numerusform>%1 of %n faces of the present sample are looked at.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewBar</name>
    <message numerus="yes">
        <source>%n face(s) from the map</source>
        <translation>
            <numerusform>%n face from the map</numerusform>
            <numerusform>%n faces from the map</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewEnd</name>
    <message numerus="yes">
        <source>%n flag(s) were skipped and are still open. Press ← to go back.</source>
        <translation>
            <numerusform>%n flag was skipped and is still open. Press ← to go back.</numerusform>
            <numerusform>%n flags were skipped and are still open. Press ← to go back.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) decided.</source>
        <translation>
            <numerusform>%n face decided.</numerusform>
            <numerusform>%n faces decided.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n flag(s) reviewed.</source>
        <translation>
            <numerusform>%n flag reviewed.</numerusform>
            <numerusform>%n flags reviewed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n flag(s) of other kinds are open; the list above names them.</source>
        <translation>
            <numerusform>%n flag of another kind is open; the list above names it.</numerusform>
            <numerusform>%n flags of other kinds are open; the list above names them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewFigures</name>
    <message numerus="yes">
        <source>Learnt from %n face(s) of this project.</source>
        <translation>
            <numerusform>Learnt from %n face of this project.</numerusform>
            <numerusform>Learnt from %n faces of this project.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You and %1 agree on %2 of %n face(s), kappa %3.</source>
        <extracomment>How far the present person agrees with another one</extracomment>
        <translation>
            <numerusform>You and %1 agree on %2 of %n face, kappa %3.</numerusform>
            <numerusform>You and %1 agree on %2 of %n faces, kappa %3.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>You and %1 agree on %2 of %n face(s).</source>
        <translation>
            <numerusform>You and %1 agree on %2 of %n face.</numerusform>
            <numerusform>You and %1 agree on %2 of %n faces.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewPace</name>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewPage</name>
    <message numerus="yes">
        <source>Who are these %n face(s)?</source>
        <translation>
            <numerusform>Who is this %n face?</numerusform>
            <numerusform>Who are these %n faces?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) changed. Undo takes all of it back.</source>
        <translation>
            <numerusform>%n face changed. Undo takes it back.</numerusform>
            <numerusform>%n faces changed. Undo takes all of it back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::ReviewText</name>
    <message numerus="yes">
        <source>%n face(s)</source>
        <translation>
            <numerusform>%n face</numerusform>
            <numerusform>%n faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n face(s) to %1</source>
        <translation>
            <numerusform>Move %n face to %1</numerusform>
            <numerusform>Move %n faces to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>its %n face(s) become %1’s</source>
        <translation>
            <numerusform>its %n face becomes %1’s</numerusform>
            <numerusform>its %n faces become %1’s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) stay</source>
        <translation>
            <numerusform>%n face stays</numerusform>
            <numerusform>%n faces stay</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other face(s), the most alike on top</source>
        <translation>
            <numerusform>%n other face</numerusform>
            <numerusform>%n other faces, the most alike on top</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other face(s)</source>
        <translation>
            <numerusform>%n other face</numerusform>
            <numerusform>%n other faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s), %1 afterwards</source>
        <translation>
            <numerusform>%n face, %1 afterwards</numerusform>
            <numerusform>%n faces, %1 afterwards</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s), the most alike on top</source>
        <translation>
            <numerusform>%n face</numerusform>
            <numerusform>%n faces, the most alike on top</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::RobustnessTab</name>
    <message numerus="yes">
        <source>Change each pixel by at most %n grey level(s) (Space)</source>
        <translation>
            <numerusform>Change each pixel by at most %n grey level (Space)</numerusform>
            <numerusform>Change each pixel by at most %n grey levels (Space)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::RunCompareDialog</name>
    <message numerus="yes">
        <source>Compare %n runs</source>
        <translation>
            <numerusform>Compare %n run</numerusform>
            <numerusform>Compare %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 genuine and %2 impostor pairs of %n people.</source>
        <translation>
            <numerusform>%1 genuine and %2 impostor pairs of %n person.</numerusform>
            <numerusform>%1 genuine and %2 impostor pairs of %n people.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %2: %n people are too few to say whether the difference is chance; it takes %3 or more.</source>
        <translation>
            <numerusform>%1 and %2: %n person is too few to say whether the difference is chance; it takes %3 or more.</numerusform>
            <numerusform>%1 and %2: %n people are too few to say whether the difference is chance; it takes %3 or more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::RunView</name>
    <message numerus="yes">
        <source>%n s</source>
        <translation>
            <numerusform>%n s</numerusform>
            <numerusform>%n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It happened %n times.</source>
        <translation>
            <numerusform>It happened once.</numerusform>
            <numerusform>It happened %n times.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::RunsModel</name>
    <message numerus="yes">
        <source>%n s ago</source>
        <translation>
            <numerusform>%n s ago</numerusform>
            <numerusform>%n s ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n min ago</numerusform>
            <numerusform>%n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>%n h ago</numerusform>
            <numerusform>%n h ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n s</source>
        <translation>
            <numerusform>%n s</numerusform>
            <numerusform>%n s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min</source>
        <translation>
            <numerusform>%n min</numerusform>
            <numerusform>%n min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::SlicesModel</name>
    <message numerus="yes">
        <source>%n value(s) without enough data may be worse</source>
        <extracomment>Values of an attribute that are not part of the gap</extracomment>
        <translation>
            <numerusform>%n value without enough data may be worse</numerusform>
            <numerusform>%n values without enough data may be worse</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::SlicesTab</name>
    <message numerus="yes">
        <source>%1, %n error(s) at the threshold %2</source>
        <translation>
            <numerusform>%1, %n error at the threshold %2</numerusform>
            <numerusform>%1, %n errors at the threshold %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::SplitsDialog</name>
    <message numerus="yes">
        <source>%n new person(s) without a side</source>
        <translation>
            <numerusform>%n new person without a side</numerusform>
            <numerusform>%n new people without a side</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with too few faces</source>
        <translation>
            <numerusform>%n with too few faces</numerusform>
            <numerusform>%n with too few faces</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::SpotCard</name>
    <message numerus="yes">
        <source>Start: %n face(s)</source>
        <translation>
            <numerusform>Start: %n face</numerusform>
            <numerusform>Start: %n faces</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Go on: %n left</source>
        <translation>
            <numerusform>Go on: %n left</numerusform>
            <numerusform>Go on: %n left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not decided yet: about %n more face(s) at the present rate.</source>
        <translation>
            <numerusform>Not decided yet: about %n more face at the present rate.</numerusform>
            <numerusform>Not decided yet: about %n more faces at the present rate.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 wrong of %n looked at: %2, 95 % interval %3 to %4; %5 accepted.</source>
        <translation>
            <numerusform>%1 wrong of %n looked at: %2, 95 % interval %3 to %4; %5 accepted.</numerusform>
            <numerusform>%1 wrong of %n looked at: %2, 95 % interval %3 to %4; %5 accepted.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be said and count in neither.</source>
        <translation>
            <numerusform>%n could not be said and counts in neither.</numerusform>
            <numerusform>%n could not be said and count in neither.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n label(s) have to be looked at to accept %1.</source>
        <translation>
            <numerusform>The only label has to be looked at to accept %1.</numerusform>
            <numerusform>All %n labels have to be looked at to accept %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::ThresholdTab</name>
    <message numerus="yes">
        <source>Not enough data: at this rate %1 impostor pairs allow %n false accept(s), and it takes 10. The smallest rate that these pairs support is %2.</source>
        <translation>
            <numerusform>Not enough data: at this rate %1 impostor pairs allow %n false accept, and it takes 10. The smallest rate that these pairs support is %2.</numerusform>
            <numerusform>Not enough data: at this rate %1 impostor pairs allow %n false accepts, and it takes 10. The smallest rate that these pairs support is %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n slice(s) hold too few impostor pairs to be checked at this rate.</source>
        <translation>
            <numerusform>%n slice holds too few impostor pairs to be checked at this rate.</numerusform>
            <numerusform>%n slices hold too few impostor pairs to be checked at this rate.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>That is one in about %n day(s).</source>
        <translation>
            <numerusform>That is one in about %n day.</numerusform>
            <numerusform>That is one in about %n days.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::TrainPage</name>
    <message numerus="yes">
        <source>%n runs over each other</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs over each other</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The first %1 of %n runs over each other</source>
        <translation>
            <numerusform>The first %1 of %n run over each other</numerusform>
            <numerusform>The first %1 of %n runs over each other</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::VerifyPage</name>
    <message numerus="yes">
        <source>%n face(s) are in the review now, under Review → Errors of a verification.</source>
        <translation>
            <numerusform>%n face is in the review now, under Review → Errors of a verification.</numerusform>
            <numerusform>%n faces are in the review now, under Review → Errors of a verification.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::VersionDiffView</name>
    <message numerus="yes">
        <source>%n person(s) changed sides of the splits</source>
        <translation>
            <numerusform>%n person changed sides of the splits</numerusform>
            <numerusform>%n people changed sides of the splits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::VersionsModel</name>
    <message numerus="yes">
        <source>%n face(s) erased since</source>
        <translation>
            <numerusform>%n face erased since</numerusform>
            <numerusform>%n faces erased since</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::VersionsPage</name>
    <message numerus="yes">
        <source>%n face(s) get the name back that they had</source>
        <translation>
            <numerusform>%n face gets the name back that it had</numerusform>
            <numerusform>%n faces get the name back that they had</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rejected face(s) come back</source>
        <translation>
            <numerusform>%n rejected face comes back</numerusform>
            <numerusform>%n rejected faces come back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) that it does not have are set aside</source>
        <translation>
            <numerusform>%n face that it does not have is set aside</numerusform>
            <numerusform>%n faces that it does not have are set aside</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>landmarks of %n face(s) become what they were</source>
        <translation>
            <numerusform>landmarks of %n face becomes what they were</numerusform>
            <numerusform>landmarks of %n faces become what they were</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) become confirmed, unsure or unreviewed again</source>
        <translation>
            <numerusform>%n face becomes confirmed, unsure or unreviewed again</numerusform>
            <numerusform>%n faces become confirmed, unsure or unreviewed again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) get their old name back</source>
        <translation>
            <numerusform>%n person gets their old name back</numerusform>
            <numerusform>%n people get their old name back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) are made again</source>
        <translation>
            <numerusform>%n person is made again</numerusform>
            <numerusform>%n people are made again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n person(s) change sides of the splits</source>
        <translation>
            <numerusform>%n person changes sides of the splits</numerusform>
            <numerusform>%n people change sides of the splits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) of it are gone and cannot come back</source>
        <translation>
            <numerusform>%n face of it is gone and cannot come back</numerusform>
            <numerusform>%n faces of it are gone and cannot come back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) of it were erased</source>
        <translation>
            <numerusform>%n face of it was erased</numerusform>
            <numerusform>%n faces of it were erased</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::WizardCheckPage</name>
    <message numerus="yes">
        <source>%n thing(s) must be fixed before training can start.</source>
        <translation>
            <numerusform>%n thing must be fixed before training can start.</numerusform>
            <numerusform>%n things must be fixed before training can start.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::WizardDataPage</name>
    <message numerus="yes">
        <source>%n people are in the test split and take no part.</source>
        <translation>
            <numerusform>%n person is in the test split and takes no part.</numerusform>
            <numerusform>%n people are in the test split and take no part.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people have no side yet and take no part; Versions, Divide people gives them one.</source>
        <translation>
            <numerusform>%n person has no side yet and takes no part; Versions, Divide people gives them one.</numerusform>
            <numerusform>%n people have no side yet and take no part; Versions, Divide people gives them one.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s) of this version are not in the project any more.</source>
        <translation>
            <numerusform>%n face of this version is not in the project any more.</numerusform>
            <numerusform>%n faces of this version are not in the project any more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people have too few photographs and are left out.</source>
        <translation>
            <numerusform>%n person has too few photographs and is left out.</numerusform>
            <numerusform>%n people have too few photographs and are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people have no usable face.</source>
        <translation>
            <numerusform>%n person has no usable face.</numerusform>
            <numerusform>%n people have no usable face.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n labelled face(s) have no crop yet; Prepare faces makes them.</source>
        <translation>
            <numerusform>%n labelled face has no crop yet; Prepare faces makes it.</numerusform>
            <numerusform>%n labelled faces have no crop yet; Prepare faces makes them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::widgets::ImageCanvas</name>
    <message numerus="yes">
        <source>Move %n point(s)</source>
        <translation>
            <numerusform>Move %n point</numerusform>
            <numerusform>Move %n points</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::widgets::JobBar</name>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only the first %n are listed.</source>
        <translation>
            <numerusform>Only the first is listed.</numerusform>
            <numerusform>Only the first %n are listed.</numerusform>
        </translation>
    </message>
</context>
</TS>
