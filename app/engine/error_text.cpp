// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/error_text.h"

#include "app/engine/qt_convert.h"

#include <QCoreApplication>
#include <QLocale>
#include <new>

namespace likeness::engine {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(likeness::engine::ErrorText)
public:
    static std::pair<QString, QString> of(ErrorCode code);
    static QString stage(const QString& id);
    static QString progress(quint64 done, quint64 total, const QString& unit);
};

std::pair<QString, QString> Words::of(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Internal:
        return {tr("Something went wrong inside Likeness."),
                tr("Your work is saved. Please report this with the details below; starting the step again may help.")};
    case ErrorCode::BadArgument:
        return {tr("A value cannot work."), tr("The details name the value and what it may be.")};
    case ErrorCode::NotFound:
        return {tr("A file or folder is missing."),
                tr("It may have been moved or renamed, or its disk is not connected.")};
    case ErrorCode::NotAProject:
        return {tr("This folder is not a Likeness project."),
                tr("Choose a folder whose name ends in .likeness, or make a new project from your folder of faces.")};
    case ErrorCode::NewerProject:
        return {tr("This project was made by a newer version of Likeness."),
                tr("Update Likeness to open it. The project was not touched.")};
    case ErrorCode::ProjectBusy:
        return {tr("Another program is working on this project."),
                tr("Wait until the job in the other window or on the command line has ended, then try again.")};
    case ErrorCode::Io:
        return {tr("Reading or writing a file failed."),
                tr("Check that the disk is connected and in order, then try again.")};
    case ErrorCode::DiskFull:
        return {tr("The disk is full."), tr("Nothing is lost: what was finished is kept. Free some space and start the "
                                            "step again; it goes on where it was.")};
    case ErrorCode::ReadOnly:
        return {tr("This place cannot be written to."),
                tr("Check the permissions of the folder, or copy the project to another place.")};
    case ErrorCode::BadFile:
        return {tr("A file is damaged or not what its name says."),
                tr("Open it in another program to check it, or leave it out.")};
    case ErrorCode::TooLarge:
        return {tr("A file is larger than Likeness accepts."),
                tr("Make it smaller or leave it out; the details name the limit.")};
    case ErrorCode::Unsupported:
        return {tr("A file uses something that Likeness does not know."),
                tr("Convert it to a common format, or leave it out.")};
    case ErrorCode::EmptySource:
        return {tr("There is no image in this folder."),
                tr("Choose the folder that holds one folder per person, with the photographs inside.")};
    case ErrorCode::NoFaces:
        return {tr("No face was found in any image."), tr("Are the images cropped faces already? Then import them with "
                                                          "“already aligned”. Otherwise try the other detector.")};
    case ErrorCode::TooFewIdentities:
        return {tr("There are too few people in the dataset for this."),
                tr("Import more people, at least two with two faces each, or confirm more labels.")};
    case ErrorCode::NeedsPrepare:
        return {tr("The faces have not been prepared yet."),
                tr("Run File → Prepare faces first; it finds, aligns and crops every face.")};
    case ErrorCode::NeedsInputSpec:
        return {tr("It is not known how this model wants its input."),
                tr("Write the small file that the details name, beside the model, and try again.")};
    case ErrorCode::NeedsGui:
        return {tr("Only the window's program can do this."), tr("Start it from the window.")};
    case ErrorCode::NoCompute:
        return {tr("The compute module could not be loaded."),
                tr("Training and embeddings need LibTorch. Install it, or look for wrong labels with LBPH, which does "
                   "without.")};
    case ErrorCode::NoDevice:
        return {tr("The chosen device is not there."), tr("Choose “auto” or “cpu”; a GPU may be missing its driver.")};
    case ErrorCode::OutOfMemory:
        return {tr("There is not enough memory."), tr("Close other programs, or choose a smaller batch.")};
    case ErrorCode::Compute:
        return {tr("A computation failed."),
                tr("The details hold the library's own words. Another device or a smaller batch may help.")};
    case ErrorCode::Diverged:
        return {tr("Training went astray: the loss is no longer a number."),
                tr("The last good checkpoint is kept. Start a new run with a lower learning rate.")};
    case ErrorCode::NoCamera:
        return {tr("No camera could be opened."),
                tr("Connect one and close other programs that use it, or take the faces from a video file.")};
    case ErrorCode::Interrupted:
        return {tr("Stopped."), tr("What was finished is kept; starting again goes on from there.")};
    }
    return {tr("Something went wrong."), QString()};
}

QString Words::stage(const QString& id)
{
    static const std::pair<const char*, const char*> kStages[] = {
        {"scan", QT_TR_NOOP("Looking for images")},
        {"decode", QT_TR_NOOP("Reading images")},
        {"import", QT_TR_NOOP("Importing images")},
        {"detect", QT_TR_NOOP("Detecting faces")},
        {"prepare", QT_TR_NOOP("Preparing faces")},
        {"align", QT_TR_NOOP("Aligning faces")},
        {"crop", QT_TR_NOOP("Cropping faces")},
        {"load", QT_TR_NOOP("Loading the model")},
        {"embed", QT_TR_NOOP("Computing embeddings")},
        {"lbph", QT_TR_NOOP("Comparing faces by LBPH")},
        {"compare", QT_TR_NOOP("Comparing faces")},
        {"map", QT_TR_NOOP("Placing faces on the map")},
        {"judge", QT_TR_NOOP("Looking for wrong labels")},
        {"rehearse", QT_TR_NOOP("Trying the method on planted errors")},
        {"people", QT_TR_NOOP("Comparing people")},
        {"pictures", QT_TR_NOOP("Looking for duplicates")},
        {"group", QT_TR_NOOP("Grouping faces")},
        {"measure", QT_TR_NOOP("Looking at the groups")},
        {"cross-validate", QT_TR_NOOP("Cross-validating the labels")},
        {"preview", QT_TR_NOOP("Looking at what would change")},
        {"store", QT_TR_NOOP("Storing")},
        {"draw", QT_TR_NOOP("Drawing faces")},
        {"synth", QT_TR_NOOP("Drawing faces")},
        {"demo", QT_TR_NOOP("Drawing the demo's faces")},
        {"verify", QT_TR_NOOP("Verifying")},
        {"score", QT_TR_NOOP("Comparing pairs")},
        {"bootstrap", QT_TR_NOOP("Computing intervals")},
        {"report", QT_TR_NOOP("Writing the report")},
        {"attack", QT_TR_NOOP("Attacking the decisions")},
        {"time", QT_TR_NOOP("Timing the model")},
        {"read", QT_TR_NOOP("Reading")},
        {"train", QT_TR_NOOP("Training")},
        {"trace", QT_TR_NOOP("Writing the model down")},
        {"parity", QT_TR_NOOP("Comparing the file with the model")},
        {"snapshot", QT_TR_NOOP("Taking a snapshot")},
        {"erase_pictures", QT_TR_NOOP("Erasing pictures")},
        {"erase_cache", QT_TR_NOOP("Erasing crops and thumbnails")},
        {"erase_runs", QT_TR_NOOP("Erasing names in runs")},
        {"erase_rows", QT_TR_NOOP("Erasing labels and history")},
        {"erase_compact", QT_TR_NOOP("Writing the database anew")},
        {"erase_search", QT_TR_NOOP("Searching for what remains")},
    };
    for (const auto& [key, text] : kStages)
        if (id == QLatin1String(key))
            return tr(text);
    return id;
}

QString Words::progress(quint64 done, quint64 total, const QString& unit)
{
    const int n = static_cast<int>(std::min<quint64>(total > 0 ? total : done, 0x7fffffff));
    const QLocale locale;
    const QString d = locale.toString(done);
    if (total == 0) {
        if (unit == QLatin1String("images"))
            return tr("%1 image(s)", nullptr, n).arg(d);
        if (unit == QLatin1String("faces"))
            return tr("%1 face(s)", nullptr, n).arg(d);
        return d;
    }
    const QString t = locale.toString(total);
    if (unit == QLatin1String("images"))
        return tr("%1 of %2 image(s)", nullptr, n).arg(d, t);
    if (unit == QLatin1String("faces"))
        return tr("%1 of %2 face(s)", nullptr, n).arg(d, t);
    if (unit == QLatin1String("pairs"))
        return tr("%1 of %2 pair(s)", nullptr, n).arg(d, t);
    if (unit == QLatin1String("steps"))
        return tr("%1 of %2 step(s)", nullptr, n).arg(d, t);
    return tr("%1 of %2").arg(d, t);
}

} // namespace

ErrorText errorText(ErrorCode code, const QString& message)
{
    auto [what, tryThis] = Words::of(code);
    return {what, tryThis, message};
}

ErrorText errorText(const std::exception& error)
{
    if (const auto* ours = dynamic_cast<const Error*>(&error))
        return errorText(ours->code(), QString::fromUtf8(ours->what()));
    if (dynamic_cast<const std::bad_alloc*>(&error))
        return errorText(ErrorCode::OutOfMemory, {});
    return errorText(ErrorCode::Internal, QString::fromUtf8(error.what()));
}

QString stageText(const QString& stageId)
{
    return Words::stage(stageId);
}

QString progressText(quint64 done, quint64 total, const QString& unit)
{
    return Words::progress(done, total, unit);
}

} // namespace likeness::engine
