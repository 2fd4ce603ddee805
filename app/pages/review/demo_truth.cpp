// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/review/demo_truth.h"

#include "app/engine/qt_convert.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <set>

namespace likeness::pages {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::pages::DemoTruth)
};

} // namespace

DemoTruth demoTruth(const dataset::Project& project, const std::string& method)
{
    DemoTruth truth;
    std::string text;
    try {
        text = readTextFile(project.folder() / "demo-truth.csv", 1u << 24);
    } catch (const Error&) {
        return truth;
    }
    std::set<dataset::FaceId> flagged;
    for (const dataset::FlagRow& flag : project.flags(true))
        if (flag.kind == "mislabelled" && flag.method == method)
            flagged.insert(flag.face);
    for (const std::string& line : split(text, '\n')) {
        const std::vector<std::string> fields = parseCsvLine(trim(line));
        if (fields.size() < 3 || fields[1] == fields[2] || fields[0] == "path")
            continue;
        ++truth.planted;
        const dataset::FaceId id = project.primaryFace(fields[0]);
        const auto face = id ? project.face(id) : std::nullopt;
        if (!face)
            continue;
        truth.flagged += flagged.contains(id) ? 1 : 0;
        const auto identity = project.identity(face->identity);
        truth.righted += identity && identity->name == fields[2] ? 1 : 0;
    }
    return truth;
}

QString demoTruthText(const dataset::Project& project, const QString& method)
{
    const DemoTruth truth = demoTruth(project, engine::utf8(method));
    if (truth.planted == 0)
        return {};
    return Words::tr("This is the demo, where the truth is known: of the %n wrong label(s) planted, %1 were flagged, "
                     "and %2 carry the right name now.",
                     nullptr, truth.planted)
        .arg(truth.flagged)
        .arg(truth.righted);
}

} // namespace likeness::pages
