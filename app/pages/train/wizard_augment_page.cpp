// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/wizard_augment_page.h"

#include "app/engine/error_text.h"
#include "app/engine/qt_convert.h"
#include "app/pages/common/async.h"
#include "app/pages/train/augment_sheet.h"
#include "app/pages/train/field_form.h"
#include "app/pages/train/preflight_text.h"
#include "app/pages/train/run_draft.h"
#include "core/compute/rehearsal.h"
#include "core/launch/preflight.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>
#include <optional>

namespace likeness::pages {
namespace {

constexpr int kFaces = 6;
constexpr int kCopies = 6;

struct Drawn {
    std::shared_ptr<const launch::AugmentSample> sample;
    std::vector<AugmentSheet::Row> rows;
    std::optional<launch::PreflightFinding> why; // there is no sample
};

// Why there is no face to draw.
std::optional<launch::PreflightFinding>
noFaces(const dataset::Project& project, const run::Config& config, const std::string& version)
{
    for (const auto& finding : launch::preflight(project, config, version))
        if (finding.code == "no_crops" || finding.code == "too_few_identities")
            return finding;
    return std::nullopt;
}

Drawn drawnOf(std::shared_ptr<const launch::AugmentSample> sample, const Bytes& augmented)
{
    const auto each = sample->crops.size() / static_cast<std::size_t>(sample->count);
    const auto picture = [&](const Bytes& of, std::size_t number) {
        return QImage(of.data() + number * each, sample->size, sample->size, sample->size * 3, QImage::Format_RGB888)
            .copy();
    };
    Drawn out{sample, {}, {}};
    const auto count = static_cast<std::size_t>(sample->count);
    for (std::size_t face = 0; face < count; ++face) {
        AugmentSheet::Row row{picture(sample->crops, face), {}};
        for (std::size_t copy = 0; copy < kCopies; ++copy)
            row.seen.push_back(picture(augmented, copy * count + face));
        out.rows.push_back(std::move(row));
    }
    return out;
}

} // namespace

WizardAugmentPage::WizardAugmentPage(RunDraft& draft, QWidget* parent) : WizardFormPage(parent), m_draft(draft)
{
    setTitle(tr("Augmentation"));
    setSubTitle(
        tr("Each time a face is learnt from it looks a little different; too different, and it is somebody else."));
    auto* layout = new QHBoxLayout(this);
    layout->setSpacing(widgets::kMargin);
    QStringList keys;
    for (const run::Field& field : run::fields())
        if (const QString key = engine::qs(field.key); key.startsWith(QLatin1String("augment.")))
            keys << key;
    auto* rows = wizardColumn(this, layout, 5);
    rows->addWidget(withForm(new FieldForm(draft, keys, {}, this, FieldForm::Width::Narrow)));
    rows->addStretch(1);

    auto* right = new QVBoxLayout;
    m_sheet = new AugmentSheet(this);
    m_sheet->setMessage(tr("Looking for faces…"));
    right->addWidget(m_sheet, 1);
    m_another = new QPushButton(widgets::icon(QStringLiteral("refresh")), tr("Another sa&mple"), this);
    m_another->setObjectName(QStringLiteral("anotherSample"));
    m_another->setToolTip(
        tr("%1 (%2)", "what a button does, its key")
            .arg(tr("Other faces, and other chances"), QKeySequence(Qt::Key_F5).toString(QKeySequence::NativeText)));
    m_another->setShortcut(Qt::Key_F5);
    right->addWidget(m_another, 0, Qt::AlignLeft);
    layout->addLayout(right, 7);

    m_drawSoon = new QTimer(this);
    m_drawSoon->setSingleShot(true);
    m_drawSoon->setInterval(250);
    connect(m_drawSoon, &QTimer::timeout, this, &WizardAugmentPage::draw);
    connect(m_another, &QPushButton::clicked, this, &WizardAugmentPage::anotherSample);
    connect(&draft, &RunDraft::changed, this, [this](const QString& key) {
        if (isVisible() && key.startsWith(QLatin1String("augment.")))
            m_drawSoon->start();
    });
    connect(&draft, &RunDraft::replaced, this, [this] {
        if (isVisible())
            m_drawSoon->start();
    });
}

void WizardAugmentPage::initializePage()
{
    draw();
}

void WizardAugmentPage::anotherSample()
{
    ++m_seed;
    m_sample.reset();
    draw();
}

void WizardAugmentPage::draw()
{
    const run::Config& config = m_draft.config;
    const std::string of = m_draft.version + dumpJson({config.data.validation, config.data.minImages, config.train.seed,
                                                       config.model.inputSize});
    if (of != m_sampleOf)
        m_sample.reset();
    m_sampleOf = of;
    const int round = ++m_round;
    runAsync(
        this,
        [project = m_draft.project, config, version = m_draft.version, sample = m_sample, seed = m_seed] {
            auto faces = sample;
            if (!faces) {
                const auto opened = dataset::Project::open(project, dataset::Project::Mode::ReadOnly);
                try {
                    faces = std::make_shared<launch::AugmentSample>(
                        launch::augmentSample(opened, config, version, kFaces, seed));
                } catch (const Error& error) {
                    if (error.code() != ErrorCode::NeedsPrepare)
                        throw;
                    auto why = noFaces(opened, config, version);
                    if (!why)
                        throw;
                    return Drawn{nullptr, {}, std::move(why)};
                }
            }
            return drawnOf(faces, compute::augmented(faces->crops, faces->size, config, kCopies, seed));
        },
        [this, round](Drawn drawnNow) {
            if (round != m_round)
                return;
            m_sample = drawnNow.sample;
            if (drawnNow.why) {
                const FindingText text = findingText(*drawnNow.why);
                m_sheet->setMessage(text.what + QLatin1Char('\n') + text.todo);
            } else {
                m_sheet->setRows(std::move(drawnNow.rows));
            }
            Q_EMIT drawn();
        },
        [this, round](const std::exception& error) {
            if (round != m_round)
                return;
            const engine::ErrorText text = engine::errorText(error);
            m_sheet->setMessage(text.what + QLatin1Char('\n') + text.tryThis);
            Q_EMIT drawn();
        });
}

} // namespace likeness::pages
