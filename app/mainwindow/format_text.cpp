// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/format_text.h"

#include "app/engine/qt_convert.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QLabel>
#include <algorithm>
#include <array>

namespace likeness::app {
namespace {

struct Words {
    const char* key;
    const char* title;
    const char* hint;
};

constexpr std::array kFormats = {
    Words{"folders", QT_TRANSLATE_NOOP("Formats", "Folder per person"),
          QT_TRANSLATE_NOOP("Formats",
                            "A folder for each person, named after them; images directly in it have no label. Folders "
                            "train and val keep their division.")},
    Words{"lfw", QT_TRANSLATE_NOOP("Formats", "LFW layout"),
          QT_TRANSLATE_NOOP("Formats", "Name/Name_0001.jpg, with people.txt and pairs.txt.")},
    Words{"rec", QT_TRANSLATE_NOOP("Formats", "InsightFace train.rec"),
          QT_TRANSLATE_NOOP(
              "Formats",
              "train.rec with train.idx and property, people as class numbers. The images' bytes are never changed.")},
    Words{"pack", QT_TRANSLATE_NOOP("Formats", "Verification pack (.bin)"),
          QT_TRANSLATE_NOOP("Formats", "Pairs of images that show the same person or two different ones.")},
    Words{"csv", QT_TRANSLATE_NOOP("Formats", "CSV list"),
          QT_TRANSLATE_NOOP("Formats", "A line for each image: its path and the person's name.")},
    Words{"celeba", QT_TRANSLATE_NOOP("Formats", "CelebA"),
          QT_TRANSLATE_NOOP("Formats", "identity_CelebA.txt with the attribute and partition files beside it.")},
    Words{"msceleb", QT_TRANSLATE_NOOP("Formats", "MS-Celeb TSV"),
          QT_TRANSLATE_NOOP("Formats", "One line for each image, the image itself in base64.")},
    Words{"cluster", QT_TRANSLATE_NOOP("Formats", "learn-to-cluster features"),
          QT_TRANSLATE_NOOP("Formats", "Embeddings as raw float32 and their labels, without images.")},
    Words{"imglab", QT_TRANSLATE_NOOP("Formats", "dlib imglab XML"),
          QT_TRANSLATE_NOOP("Formats", "Boxes, labels and 68 points for each image.")},
    Words{"pts", QT_TRANSLATE_NOOP("Formats", "300-W .pts"),
          QT_TRANSLATE_NOOP("Formats", "A file of 68 points beside each image.")},
    Words{"coco", QT_TRANSLATE_NOOP("Formats", "COCO keypoints"),
          QT_TRANSLATE_NOOP("Formats", "A JSON file with boxes and 68 keypoints for each image.")},
    Words{"cvat", QT_TRANSLATE_NOOP("Formats", "CVAT XML"),
          QT_TRANSLATE_NOOP("Formats", "CVAT for images 1.1: boxes, points and skeletons.")},
};

constexpr std::array kOddities = {
    std::pair{"undecodable", QT_TRANSLATE_NOOP("Oddities", "Images that do not decode")},
    std::pair{"missing_file", QT_TRANSLATE_NOOP("Oddities", "Files that are named and missing")},
    std::pair{"duplicate_key", QT_TRANSLATE_NOOP("Oddities", "Keys that occur twice")},
    std::pair{"duplicate_image", QT_TRANSLATE_NOOP("Oddities", "The same image twice, skipped")},
    std::pair{"duplicate_across", QT_TRANSLATE_NOOP("Oddities", "The same image under two names")},
    std::pair{"label_gap", QT_TRANSLATE_NOOP("Oddities", "Gaps between class numbers")},
    std::pair{"single_image", QT_TRANSLATE_NOOP("Oddities", "People with one image")},
    std::pair{"header", QT_TRANSLATE_NOOP("Oddities", "Headers that cannot be right")},
    std::pair{"bad_entry", QT_TRANSLATE_NOOP("Oddities", "Entries that make no sense")},
    std::pair{"odd_size", QT_TRANSLATE_NOOP("Oddities", "Crops of another size")},
    std::pair{"outside", QT_TRANSLATE_NOOP("Oddities", "Landmarks outside of their image")},
    std::pair{"other_file", QT_TRANSLATE_NOOP("Oddities", "Files that are no images")},
    std::pair{"empty_folder", QT_TRANSLATE_NOOP("Oddities", "Folders without an image")},
    std::pair{"no_label", QT_TRANSLATE_NOOP("Oddities", "Images without a label")},
    std::pair{"float_label", QT_TRANSLATE_NOOP("Oddities", "Numbers that float32 cannot hold")},
};

const Words* wordsOf(const std::string& format)
{
    const auto* found = std::find_if(kFormats.begin(), kFormats.end(), [&](const Words& w) { return format == w.key; });
    return found == kFormats.end() ? nullptr : found;
}

} // namespace

QString formatTitle(const std::string& format)
{
    const Words* words = wordsOf(format);
    return words ? QCoreApplication::translate("Formats", words->title) : engine::qs(format);
}

QString formatHint(const std::string& format)
{
    const Words* words = wordsOf(format);
    return words ? QCoreApplication::translate("Formats", words->hint) : QString();
}

bool holdsCrops(const std::string& format)
{
    return format == "rec" || format == "pack" || format == "msceleb";
}

bool namesPictures(const std::string& format)
{
    return format == "csv" || format == "imglab" || format == "coco" || format == "cvat" || format == "celeba";
}

QString fileSuffix(const std::string& format)
{
    return format == "pack" ? QStringLiteral(".bin") : format == "msceleb" ? QStringLiteral(".tsv") : QString();
}

QString oddityTitle(const std::string& kind)
{
    for (const auto& [key, title] : kOddities)
        if (kind == key)
            return QCoreApplication::translate("Oddities", title);
    return engine::qs(kind);
}

QStringList formatHints(const std::vector<std::string>& formats)
{
    QStringList hints;
    for (const std::string& format : formats)
        hints.append(formatHint(format));
    return hints;
}

QLabel* makeHint(const QStringList& texts, int width, QWidget* parent)
{
    auto* hint = new QLabel(parent);
    hint->setProperty("role", QStringLiteral("quiet"));
    hint->setWordWrap(true);
    hint->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    int tallest = 0;
    for (const QString& text : texts) {
        hint->setText(text);
        tallest = std::max(tallest, hint->heightForWidth(width));
    }
    hint->setFixedHeight(tallest);
    return hint;
}

QComboBox* makePointBase(QWidget* parent)
{
    auto* base = new QComboBox(parent);
    base->addItem(QCoreApplication::translate("Formats", "1, as MATLAB, 300-W and menpo write them"), 1);
    base->addItem(QCoreApplication::translate("Formats", "0, as most programs count"), 0);
    return base;
}

} // namespace likeness::app
