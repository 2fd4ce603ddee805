<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en_US">
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
        <source>%n face(s) change their label. This can be undone.</source>
        <translation>
            <numerusform>%n face changes its label. This can be undone.</numerusform>
            <numerusform>%n faces change their label. This can be undone.</numerusform>
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
    <name>likeness::pages::ReviewPage</name>
    <message numerus="yes">
        <source>%n other face(s), the most alike on top</source>
        <translation>
            <numerusform>%n other face, the most alike on top</numerusform>
            <numerusform>%n other faces, the most alike on top</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n face(s), the most alike on top</source>
        <translation>
            <numerusform>%n face, the most alike on top</numerusform>
            <numerusform>%n faces, the most alike on top</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n flag(s) were skipped and are still open. Press ← to go back.</source>
        <translation>
            <numerusform>%n flag was skipped and is still open. Press ← to go back.</numerusform>
            <numerusform>%n flags were skipped and are still open. Press ← to go back.</numerusform>
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
        <source>%n other face(s)</source>
        <translation>
            <numerusform>%n other face</numerusform>
            <numerusform>%n other faces</numerusform>
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
</context>
<context>
    <name>likeness::pages::TrainWizard</name>
    <message numerus="yes">
        <source>%n people have too few photographs and are left out.</source>
        <translation>
            <numerusform>%n person has too few photographs and is left out.</numerusform>
            <numerusform>%n people have too few photographs and are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n labelled face(s) have no crop yet; Prepare faces makes them.</source>
        <translation>
            <numerusform>%n labelled face has no crop yet; Prepare faces makes it.</numerusform>
            <numerusform>%n labelled faces have no crop yet; Prepare faces makes them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) must be fixed before training can start.</source>
        <translation>
            <numerusform>%n thing must be fixed before training can start.</numerusform>
            <numerusform>%n things must be fixed before training can start.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>likeness::pages::VerifyView</name>
    <message numerus="yes">
        <source>Accuracy, %n folds</source>
        <translation>
            <numerusform>Accuracy, %n fold</numerusform>
            <numerusform>Accuracy, %n folds</numerusform>
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
