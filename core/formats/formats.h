// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/formats/item.h"
#include "core/formats/report.h"
#include "core/jobs/job.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

// Readers and writers of the field's dataset formats (formats.md), without a project: a Source gives Items one by one,
// a Sink takes them. A set larger than memory is normal: neither keeps the items. Files are hostile input: bounded,
// whitelisted, fuzzed (tests/fuzz). All paths are absolute inside; files are opened for reading only.
namespace likeness::formats {

struct SourceOptions {
    // Of the .pts files' coordinates: 1 (MATLAB, what 300-W and menpo write) or 0. Nothing: 1.
    std::optional<int> pointBase;
    bool pointsBeside = true; // "folders": read .pts and .ljson files beside the pictures
    // Where the pictures are that a list names; empty: beside the list, as its format has it.
    std::filesystem::path images;
    // A folder that is passed over (the project itself, when it lies inside the source).
    std::filesystem::path except;
};

class Source
{
public:
    virtual ~Source() = default;
    // The next item in the dataset's order; false at the end. An entry that makes no sense is reported and passed over;
    // throws Error where the dataset cannot be read on. One thread at a time.
    virtual bool next(Item& item) = 0;
    // Items in all: what the dataset says before it is read, or an estimate that gets better; 0: not known.
    virtual std::uint64_t total() const = 0;
    // What can only be said at the end (label gaps, people with one picture) goes into the report; call it once, after
    // next() returned false.
    virtual void finish() {}
};

// Names of the formats that openSource() and openSink() know: folders lfw rec pack csv celeba msceleb cluster imglab
// pts coco cvat. Folders divided into train/ID and val/ID are "folders".
const std::vector<std::string>& formatNames();
std::vector<std::string> readableFormats(); // those that openSource() takes
std::vector<std::string> writableFormats(); // those that openSink() takes, and "pack" (pack.h)
// The format of a file or folder by what is in it; "folders" for a folder that shows nothing else. Throws
// Error(NotFound | Unsupported) where nothing fits.
std::string detectFormat(const std::filesystem::path& path);
// Whether there are .pts files among the first files below the folder, so that SourceOptions::pointBase matters.
bool havePointsBeside(const std::filesystem::path& folder);
// `format` "auto" detects it. Scanning that takes long asks context.checkStop(). Throws Error.
std::unique_ptr<Source> openSource(const std::filesystem::path& path,
                                   const std::string& format,
                                   const SourceOptions& options,
                                   Report& report,
                                   jobs::Context& context);

struct SinkOptions {
    int pointBase = 1;    // for pts
    bool pictures = true; // write the pictures too, where the format's files only name them (imglab pts coco cvat csv)
    std::uint64_t seed = 1; // for what is drawn at random (lfw: pairs.txt)
    // Extra words for the header where a format has room for them (imglab's comment, COCO's description).
    std::string comment;
};

// Writes a dataset. Everything is written under temporary names and put in place by finish(); without it nothing of the
// target changes and the temporary files go.
class Sink
{
public:
    virtual ~Sink() = default;
    // `encoded` are the picture's bytes, passed through unchanged. Throws Error(DiskFull | ReadOnly | Io), BadArgument
    // for an item that the format cannot hold (its message says why; the caller reports it and goes on).
    virtual void add(const Item& item, std::span<const std::uint8_t> encoded, int width, int height) = 0;
    virtual void finish() = 0;
    // After finish(): what whoever uses the export should know, as English sentences.
    virtual std::vector<std::string> warnings() const { return {}; }
};

// The target of a text format is a folder. For csv, imglab, coco and cvat it may also be a file (.csv, .xml, .json):
// that alone is written, and names the pictures where they lie. Names that a file system or a format cannot hold are
// changed ('/' and control characters to '_', two people never to one name). What a format has no word for is not kept:
// the part by lfw, imglab and pts; box and landmarks by folders and lfw; landmarks by csv and celeba; the label by pts;
// occluded points by imglab.
// `people` are all identity names of the export in class order: item.person is class number people[i] == i. Throws
// Error(BadArgument) for a target that exists and is not empty.
std::unique_ptr<Sink> openSink(const std::filesystem::path& target,
                               const std::string& format,
                               const std::vector<std::string>& people,
                               const SinkOptions& options);

// --- one function for each format; formats.cpp lists them. Sources report into `report`, which must outlive them.
using OpenSource = std::unique_ptr<Source> (*)(const std::filesystem::path& path,
                                               const SourceOptions& options,
                                               Report& report,
                                               jobs::Context& context);
using OpenSink = std::unique_ptr<Sink> (*)(const std::filesystem::path& target,
                                           const std::vector<std::string>& people,
                                           const SinkOptions& options);
std::unique_ptr<Source>
openFolders(const std::filesystem::path& path, const SourceOptions& options, Report& report, jobs::Context& context);
std::remove_pointer_t<OpenSource> openLfw, openCsv, openCeleba, openImglab, openPts, openCoco, openCvat;
std::remove_pointer_t<OpenSink> sinkFolders, sinkLfw, sinkCsv, sinkCeleba, sinkImglab, sinkPts, sinkCoco, sinkCvat;
// Quick looks at what a path holds, by content. Never throw for what a hostile file or folder says.
using LooksLike = bool(const std::filesystem::path& path);
LooksLike looksLikeLfw, looksLikeCsv, looksLikeCeleba, looksLikeImglab, looksLikePts, looksLikeCoco, looksLikeCvat;

// MXNet's RecordIO as the field uses it (formats.md 2.1). `path` is train.rec, train.idx or their folder; without an
// .idx the records are walked. A person is the class number as text ("7"), a key "7/00000012.jpg" after the record's.
// The sink writes a folder in the dialect of InsightFace's RecBuilder; give it the items in the order of `people`, or
// it writes everything twice. Labels only; pictures pass unchanged.
bool looksLikeRec(const std::filesystem::path& path);
std::unique_ptr<Source>
openRec(const std::filesystem::path& path, const SourceOptions& options, Report& report, jobs::Context& context);
std::unique_ptr<Sink>
openRecSink(const std::filesystem::path& target, const std::vector<std::string>& people, const SinkOptions& options);

// Verification packs (formats.md 2.2, pack.h), read into memory while they are opened. Each different picture comes
// once. Who is who follows from the pairs: pictures that are equal, or called the same person, are "NAME 0001", after
// the file; what is in no such pair has no label. Packs are written by writePack().
bool looksLikePack(const std::filesystem::path& path);
std::unique_ptr<Source>
openPack(const std::filesystem::path& path, const SourceOptions& options, Report& report, jobs::Context& context);

// MS-Celeb's TSV (formats.md 2.11): person, rank, image URL, page URL, face id, rectangle, picture. The rectangle says
// where in the photograph at the URL the picture was cut out, not where the face is in the picture: it makes no mark.
// The sink writes rank and face id by counting, no URLs, and the first mark's box as the rectangle (relative left,
// top, right, bottom; the whole picture without one).
bool looksLikeMsCeleb(const std::filesystem::path& path);
std::unique_ptr<Source>
openMsCeleb(const std::filesystem::path& path, const SourceOptions& options, Report& report, jobs::Context& context);
std::unique_ptr<Sink> openMsCelebSink(const std::filesystem::path& target,
                                      const std::vector<std::string>& people,
                                      const SinkOptions& options);

// learn-to-cluster's features hold no pictures; features.h reads them. This says so: throws Error(Unsupported).
bool looksLikeCluster(const std::filesystem::path& path);
std::unique_ptr<Source>
openCluster(const std::filesystem::path& path, const SourceOptions& options, Report& report, jobs::Context& context);

} // namespace likeness::formats
