// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/qt_convert.h"
#include "app/mainwindow/main_window.h"
#include "app/mainwindow/offscreen_tasks.h"
#include "core/base/random.h"
#include "core/dataset/import.h"
#include "core/faces/prepare.h"
#include "core/image/codec.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QListView>
#include <QScrollBar>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>
#include <sys/resource.h>

namespace likeness::app {
namespace {

constexpr int kFacesEach = 20;
constexpr int kFrames = 200;
constexpr int kDecisions = 200;

// Not faces, but pixels that differ: what is measured is the window.
void drawImages(const std::filesystem::path& folder, int images)
{
    for (int i = 0; i < images; ++i) {
        Rng rng = Rng::forItem(1, static_cast<std::uint64_t>(i));
        image::Image picture(112, 112, 3);
        const int colour[3] = {static_cast<int>(rng.below(256)), static_cast<int>(rng.below(256)),
                               static_cast<int>(rng.below(256))};
        for (int y = 0; y < 112; ++y)
            for (int x = 0; x < 112; ++x)
                for (int c = 0; c < 3; ++c)
                    picture.row(y)[x * 3 + c] = static_cast<std::uint8_t>((colour[c] + x + y * (c + 1)) & 255);
        const auto person = folder / ("person-" + std::to_string(i / kFacesEach));
        std::filesystem::create_directories(person);
        writeFileAtomically(person / (std::to_string(i) + ".jpg"), image::encodeJpeg(picture, 80));
    }
}

double percentile99(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(static_cast<double>(values.size()) * 0.99))];
}

} // namespace

int benchGui(int images, engine::Settings& settings)
{
    if (images < 2 * kFacesEach) {
        std::fprintf(stderr, "likeness: --bench-gui needs at least %d images\n", 2 * kFacesEach);
        return 2;
    }
    try {
        const QTemporaryDir temporary;
        const auto root = engine::toPath(temporary.path());
        drawImages(root / "faces", images);
        const auto folder = root / "bench.likeness";
        {
            dataset::Project project = dataset::Project::create(folder);
            jobs::RecordingContext context;
            dataset::ImportOptions import;
            import.aligned = true;
            dataset::importFrom(project, root / "faces", import, context);
            faces::PrepareOptions prepare;
            prepare.detector = "none";
            faces::prepare(project, prepare, context);
            const auto labelled = project.labelledFaces();
            const auto people = project.identities();
            std::vector<dataset::FlagRow> flags;
            for (std::size_t i = 0; i < labelled.size(); ++i) {
                dataset::FlagRow flag;
                flag.face = labelled[i].first;
                flag.kind = "mislabelled";
                flag.method = "lbph";
                flag.score = 1.0 - static_cast<double>(i) / static_cast<double>(labelled.size());
                flag.threshold = 0.5;
                flag.flagged = flag.score >= 0.5;
                flag.suggested = people[(i / kFacesEach + 1) % people.size()].id;
                flags.push_back(flag);
            }
            project.replaceFlags("lbph", flags);
        }
        QElapsedTimer clock;
        clock.start();
        MainWindow window(settings);
        window.show();
        window.openProject(engine::qs(folder));
        QApplication::processEvents();
        const double openMs = static_cast<double>(clock.nsecsElapsed()) / 1e6;

        std::vector<double> frames;
        if (auto* grid = window.findChild<QListView*>(QStringLiteral("faceGrid"))) {
            for (int i = 0; i < kFrames; ++i) {
                clock.restart();
                QScrollBar* bar = grid->verticalScrollBar();
                bar->setValue(bar->minimum() + (bar->maximum() - bar->minimum()) * i / kFrames);
                grid->viewport()->repaint();
                QApplication::processEvents();
                frames.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
            }
        }
        window.showPage(QStringLiteral("review"));
        QApplication::processEvents();
        std::vector<double> decisions;
        if (pages::Page* review = window.page(QStringLiteral("review"))) {
            for (int i = 0; i < kDecisions; ++i) {
                clock.restart();
                review->openPath(i % 2 ? QStringLiteral("key:K") : QStringLiteral("key:M"));
                review->repaint();
                QApplication::processEvents();
                decisions.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
            }
        }
        rusage usage{};
        ::getrusage(RUSAGE_SELF, &usage);
        std::printf("{\"images\": %d, \"open_ms\": %.1f, \"frame_ms_p99\": %.1f, \"decision_ms_p99\": %.1f, "
                    "\"peak_rss_mb\": %.1f, "
                    "\"frames\": %d, \"decisions\": %d}\n",
                    images, openMs, percentile99(frames), percentile99(decisions),
                    static_cast<double>(usage.ru_maxrss) / 1024.0, static_cast<int>(frames.size()),
                    static_cast<int>(decisions.size()));
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "likeness: %s\n", e.what());
        return 1;
    }
}

} // namespace likeness::app
