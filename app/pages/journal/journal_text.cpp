// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/journal/journal_text.h"

#include "app/engine/qt_convert.h"
#include "core/base/error.h"
#include "core/base/json_util.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <utility>

namespace likeness::pages {

using engine::qs;
using Field = dataset::HistoryChange::Field;

namespace {

constexpr std::string_view kAccepted = "all suggestions from ";
constexpr std::string_view kAcceptedEnd = " % on";

class JournalText
{
    Q_DECLARE_TR_FUNCTIONS(JournalText)
};

// The facts of an entry; absent ones are empty or 0.
class Facts
{
public:
    explicit Facts(const std::string& text)
    {
        try {
            if (!text.empty())
                m_json = parseJson(text, "the journal");
        } catch (const Error&) {
            m_json = nullptr; // the sentence is still there
        }
    }
    bool has(const char* key) const { return m_json.is_object() && m_json.contains(key); }
    QString text(const char* key) const
    {
        return has(key) && m_json[key].is_string() ? qs(m_json[key].get<std::string>()) : QString();
    }
    int number(const char* key) const { return has(key) && m_json[key].is_number() ? m_json[key].get<int>() : 0; }
    bool flag(const char* key) const { return has(key) && m_json[key].is_boolean() && m_json[key].get<bool>(); }

private:
    Json m_json;
};

QString facesText(const Facts& facts)
{
    const int more = facts.number("faces") - 1;
    //: The path of a picture, and how many others
    return more > 0 ? JournalText::tr("%1 and %n more", nullptr, more).arg(facts.text("path")) : facts.text("path");
}

QString someone(const QString& name)
{
    return name.isEmpty() ? JournalText::tr("nobody") : name;
}

QString arrow(const QString& before, const QString& after)
{
    //: A value before and after a change
    return JournalText::tr("%1 → %2").arg(someone(before), someone(after));
}

QString labelText(const std::string& name)
{
    using dataset::LabelState;
    for (const auto state : {LabelState::Confirmed, LabelState::Unsure, LabelState::Rejected})
        if (name == dataset::labelStateName(state))
            return pages::labelText(state);
    return pages::labelText(LabelState::Unreviewed);
}

QString opinionText(const std::string& outcome)
{
    using dataset::LabelState;
    if (outcome == dataset::labelStateName(LabelState::Rejected) ||
        outcome == dataset::labelStateName(LabelState::Unsure))
        return labelText(outcome);
    return qs(outcome);
}

// dataset::spotVerdictName()
QString verdictText(const std::string& verdict)
{
    return verdict == "right"        ? JournalText::tr("right")
           : verdict == "wrong"      ? JournalText::tr("wrong")
           : verdict == "cannot_say" ? JournalText::tr("cannot say")
                                     : JournalText::tr("not looked at");
}

} // namespace

QString verbText(const std::string& verb)
{
    static const std::pair<const char*, const char*> kVerbs[] = {
        {"keep", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "kept")},
        {"move", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "moved")},
        {"assign", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "grouped")},
        {"reject", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "rejected")},
        {"unsure", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "unsure")},
        {"confirm_different", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "different people")},
        {"merge", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "merged")},
        {"split", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "split")},
        {"rename", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "renamed")},
        {"landmarks", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "landmarks")},
        {"capture", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "captured")},
        {"import", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "imported")},
        {"prepare", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "prepared")},
        {"snapshot", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "snapshot")},
        {"curate", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "looked for flags")},
        {"revert", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "brought back")},
        {"splits", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "divided")},
        {"origin", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "source and consent")},
        {"spot_check", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "spot check")},
        {"erase", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "erased")},
        {"gates", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "acceptance gates")},
        {"bulk", QT_TRANSLATE_NOOP("likeness::pages::JournalPage", "decided many")},
    };
    for (const auto& [key, text] : kVerbs)
        if (verb == key)
            return QCoreApplication::translate("likeness::pages::JournalPage", text);
    return qs(verb);
}

QString verdictText(dataset::SpotVerdict verdict)
{
    return verdictText(std::string(dataset::spotVerdictName(verdict)));
}

QString labelText(dataset::LabelState state)
{
    switch (state) {
    case dataset::LabelState::Confirmed:
        return JournalText::tr("confirmed");
    case dataset::LabelState::Unsure:
        return JournalText::tr("unsure");
    case dataset::LabelState::Rejected:
        return JournalText::tr("rejected");
    case dataset::LabelState::Unreviewed:
        break;
    }
    return JournalText::tr("not reviewed");
}

QString entryText(const dataset::JournalEntry& entry)
{
    const Facts facts(entry.facts);
    const std::string& verb = entry.verb;
    if (verb == "import" && facts.has("marked"))
        return JournalText::tr("%1: marks for %n picture(s) that were there already", nullptr, facts.number("marked"))
            .arg(facts.text("source"));
    if (verb == "import" && facts.has("source")) {
        const QString people = JournalText::tr("%n new people", nullptr, facts.number("people"));
        //: An import: its source, how many pictures, "3 new people"
        return JournalText::tr("%1: %n picture(s), %2", nullptr, facts.number("images"))
            .arg(facts.text("source"), people);
    }
    if (verb == "erase" && facts.has("images"))
        return JournalText::tr("%n picture(s) of one person", nullptr, facts.number("images"));
    if (verb == "origin" && facts.has("images"))
        return JournalText::tr("%n picture(s)", nullptr, facts.number("images"));
    if (verb == "splits" && facts.has("train"))
        //: People on each side of the division
        return JournalText::tr("training %1, validation %2, test %3")
            .arg(facts.number("train"))
            .arg(facts.number("validation"))
            .arg(facts.number("test"));
    if ((verb == "snapshot" || verb == "revert") && facts.has("hash"))
        return facts.text("name").isEmpty() ? facts.text("hash")
                                            //: A version of the dataset: its name and the first digits of its hash
                                            : JournalText::tr("%1 (%2)").arg(facts.text("name"), facts.text("hash"));
    if ((verb == "merge" || verb == "rename") && facts.has("to"))
        return arrow(facts.text("from"), facts.text("to"));
    if (!facts.has("path"))
        return qs(entry.what);
    const QString faces = facesText(facts);
    if (verb == "bulk") {
        QStringList counts;
        const auto count = [&](const char* action, auto text) {
            if (const int n = facts.number(action); n > 0)
                counts.append(text(n));
        };
        count("keep", [](int n) { return JournalText::tr("%n kept", nullptr, n); });
        count("move", [](int n) { return JournalText::tr("%n moved", nullptr, n); });
        count("reject", [](int n) { return JournalText::tr("%n rejected", nullptr, n); });
        count("unsure", [](int n) { return JournalText::tr("%n unsure", nullptr, n); });
        //: Pictures, and what was decided about them: "398 moved, 14 rejected"
        return JournalText::tr("%1: %2").arg(faces, counts.join(JournalText::tr(", ", "between counts")));
    }
    if (verb == "keep")
        return JournalText::tr("%1: kept as %2").arg(faces, facts.text("person"));
    if (verb == "assign" && !facts.has("to"))
        //: Faces that were grouped by looks: "Ann/001.jpg and 11 more: named as 3 people"
        return JournalText::tr("%1: named as %n people", nullptr, facts.number("people")).arg(faces);
    if (verb == "move" || verb == "split" || verb == "assign")
        return JournalText::tr("%1: %2 → %3").arg(faces, someone(facts.text("from")), facts.text("to"));
    if (verb == "reject")
        return JournalText::tr("%1: rejected").arg(faces);
    if (verb == "unsure")
        return JournalText::tr("%1: unsure").arg(faces);
    if (verb == "confirm_different")
        return JournalText::tr("%1: not %2").arg(faces, facts.text("other"));
    if (verb == "landmarks")
        return facts.flag("manual") ? JournalText::tr("%1: landmarks edited").arg(faces)
                                    : JournalText::tr("%1: landmarks back to the automatic ones").arg(faces);
    if (verb == "spot_check")
        //: Of a spot check: a picture, whose name it has, and whether that is right
        return JournalText::tr("%1: as %2: %3")
            .arg(faces, facts.text("person"), verdictText(facts.text("verdict").toStdString()));
    if (verb == "capture")
        return JournalText::tr("%1: captured as %2").arg(faces, facts.text("person"));
    return qs(entry.what);
}

std::string acceptedReason(double percent)
{
    return std::string(kAccepted) + formatNumber(percent, 1) + std::string(kAcceptedEnd);
}

QString reasonText(const std::string& why)
{
    if (why.size() > kAccepted.size() + kAcceptedEnd.size() && why.starts_with(kAccepted) &&
        why.ends_with(kAcceptedEnd)) {
        bool isNumber = false;
        const double percent =
            qs(why.substr(kAccepted.size(), why.size() - kAccepted.size() - kAcceptedEnd.size())).toDouble(&isNumber);
        if (isNumber)
            return JournalText::tr("all suggestions from %1 % on").arg(QLocale().toString(percent, 'f', 1));
    }
    return why == "approval"         ? JournalText::tr("approval of a second person")
           : why == "group"          ? JournalText::tr("grouped by looks")
           : why == "decisions file" ? JournalText::tr("decisions file")
           : why == kMapReason       ? JournalText::tr("chosen on the map")
                                     : qs(why);
}

QString changesText(const dataset::HistoryEntry& entry)
{
    QStringList parts;
    const auto& changes = entry.changes;
    const bool labelled = std::any_of(changes.begin(), changes.end(), [](const auto& c) {
        return c.field == Field::Identity || c.field == Field::Label;
    });
    for (const auto& c : changes) {
        switch (c.field) {
        case Field::Identity:
            parts.append(c.before.empty() ? JournalText::tr("labelled %1").arg(someone(qs(c.after)))
                                          : arrow(qs(c.before), qs(c.after)));
            break;
        case Field::Label:
            //: Faces of a person and what was said about them: "3 faces confirmed"
            parts.append(c.before.empty() ? JournalText::tr("%n face(s) %1", nullptr, c.faces).arg(labelText(c.after))
                                          : labelText(c.after));
            break;
        case Field::Landmarks:
            parts.append(c.after == "edited" ? JournalText::tr("landmarks edited")
                                             : JournalText::tr("landmarks back to the automatic ones"));
            break;
        case Field::Found:
            parts.append(JournalText::tr("face marked by hand"));
            break;
        case Field::Opinion:
            if (!labelled) // else it only repeats the label
                parts.append(JournalText::tr("says: %1").arg(opinionText(c.after)));
            break;
        case Field::Checked:
            parts.append(c.faces > 1 ? JournalText::tr("%n spot checks: %1", nullptr, c.faces).arg(verdictText(c.after))
                                     : JournalText::tr("spot check: %1").arg(verdictText(c.after)));
            break;
        case Field::Origin:
            parts.append(c.after.empty() ? JournalText::tr("nothing is known") : qs(c.after));
            break;
        case Field::Different:
            parts.append(JournalText::tr("not %1").arg(qs(c.after)));
            break;
        case Field::Name:
            parts.append(arrow(qs(c.before), qs(c.after)));
            break;
        case Field::Made:
            parts.append(JournalText::tr("new person %1").arg(qs(c.after)));
            break;
        case Field::Removed:
            parts.append(JournalText::tr("%1 is no more").arg(qs(c.before)));
            break;
        case Field::Imported:
            parts.append(JournalText::tr("%n face(s) imported", nullptr, c.faces));
            break;
        case Field::Gained:
            parts.append(JournalText::tr("%n face(s) from %1", nullptr, c.faces).arg(someone(qs(c.before))));
            break;
        case Field::Lost:
            parts.append(JournalText::tr("%n face(s) to %1", nullptr, c.faces).arg(someone(qs(c.after))));
            break;
        }
    }
    return parts.isEmpty() ? entryText(entry.entry)
                           : parts.join(JournalText::tr(", ", "between the changes of one entry"));
}

} // namespace likeness::pages
