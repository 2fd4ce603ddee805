// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/train/wizard_training_page.h"

#include "app/engine/qt_convert.h"
#include "app/engine/settings.h"
#include "app/pages/train/field_form.h"
#include "app/pages/train/run_draft.h"
#include "widgets/common/actions.h"
#include "widgets/common/theme.h"

#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace likeness::pages {
namespace {

// Of a section, all that is not in `shown` and has no place on another page.
QStringList others(const QString& section, const QStringList& shown)
{
    static const QStringList elsewhere{QStringLiteral("train.device"), QStringLiteral("train.precision"),
                                       QStringLiteral("train.best_by")};
    QStringList keys;
    for (const run::Field& field : run::fields())
        if (const QString key = engine::qs(field.key);
            key.startsWith(section) && !shown.contains(key) && !elsewhere.contains(key))
            keys << key;
    return keys;
}

} // namespace

WizardTrainingPage::WizardTrainingPage(RunDraft& draft, engine::Settings* settings, QWidget* parent)
    : WizardFormPage(parent), m_draft(draft), m_settings(settings), m_offered(draft.config)
{
    setTitle(tr("Training"));
    setSubTitle(tr("A preset is a good beginning; every value says what is usual."));
    auto* groups = wizardColumn(this, new QVBoxLayout(this));
    auto* presets = new QHBoxLayout;
    for (const run::Preset& preset : run::presets()) {
        auto* button = new QPushButton(presetLabel(preset), this);
        button->setObjectName(QStringLiteral("preset.") + engine::qs(preset.id));
        button->setToolTip(QStringLiteral("<p>%1</p>").arg(presetHelp(preset).toHtmlEscaped()));
        connect(button, &QPushButton::clicked, this, [this, id = preset.id] {
            Q_EMIT presetPressed();
            for (FieldForm* form : forms())
                form->restore();
            applyPreset(id);
        });
        presets->addWidget(button);
        m_presets.push_back(button);
    }
    presets->addStretch(1);
    groups->addLayout(presets);
    m_presetNote = wizardNote({}, this);
    m_presetNote->setObjectName(QStringLiteral("presetNote"));
    connect(m_presetNote, &QLabel::linkActivated, this, &WizardTrainingPage::startWanted);
    groups->addWidget(m_presetNote);
    const auto keys = [](std::initializer_list<const char*> names) {
        QStringList list;
        for (const char* name : names)
            list << QString::fromLatin1(name);
        return list;
    };
    const QStringList steps = keys({"train.epochs", "train.batch_size", "train.lr", "train.optimizer",
                                    "train.weight_decay", "train.warmup_epochs"});
    // What makes a head that head is looked at with it.
    const QStringList loss = keys({"loss.head", "loss.s", "loss.m", "loss.m1", "loss.m2", "loss.m3", "loss.subcenters",
                                   "loss.adaface_h", "loss.mag_margin_low", "loss.mag_margin_high", "loss.mag_norm_low",
                                   "loss.mag_norm_high", "loss.mag_lambda", "loss.triplet_margin", "loss.mining"});
    const QStringList verification = keys({"verify.every_epochs", "train.best_by"});
    addGroup(groups, QStringLiteral("steps"), tr("Steps"), steps, others(QStringLiteral("train."), steps));
    addGroup(groups, QStringLiteral("loss"), tr("Loss"), loss, others(QStringLiteral("loss."), loss));
    addGroup(groups, QStringLiteral("verification"), tr("Verification"), verification,
             others(QStringLiteral("verify."), verification));
    groups->addStretch(1);
    connect(&draft, &RunDraft::changed, this, &WizardTrainingPage::showPreset);
    connect(&draft, &RunDraft::replaced, this, &WizardTrainingPage::showPreset);
}

void WizardTrainingPage::addGroup(
    QVBoxLayout* groups, const QString& id, const QString& title, const QStringList& keys, const QStringList& more)
{
    auto* box = new QGroupBox(title, this);
    auto* layout = new QVBoxLayout(box);
    auto* form = withForm(new FieldForm(m_draft, keys, more, box));
    layout->addWidget(form);
    groups->addWidget(box);
    if (!m_settings)
        return;
    form->showMore(m_settings->get(engine::settings::kTrainUnfolded).contains(id));
    connect(form, &FieldForm::moreToggled, this, [this, id](bool shown) {
        QStringList unfolded = m_settings->get(engine::settings::kTrainUnfolded);
        unfolded.removeAll(id);
        if (shown)
            unfolded.append(id);
        m_settings->set(engine::settings::kTrainUnfolded, unfolded);
    });
}

void WizardTrainingPage::withoutPresets()
{
    setSubTitle(tr("What changes from here on; every value says what is usual."));
    for (QWidget* preset : m_presets)
        preset->hide();
    m_presetNote->hide();
}

WizardTrainingPage::Outcome WizardTrainingPage::outcomeOf(const std::string& preset) const
{
    run::Config config = m_draft.config;
    run::applyPreset(config, preset);
    Outcome out{config, config};
    for (const run::Field& field : run::fields()) {
        if (!field.key.starts_with("model.") && field.key != "train.precision") // of the Model page
            continue;
        const Json now = field.get(m_draft.config), before = field.get(m_offered);
        if (now == before)
            continue;
        out.kept = out.kept || now != field.get(config);
        field.set(out.config, now);
        field.set(out.offered, before);
    }
    return out;
}

void WizardTrainingPage::applyPreset(const std::string& id)
{
    const Outcome outcome = outcomeOf(id);
    m_preset = id;
    m_offered = outcome.offered;
    m_draft.replace(outcome.config);
}

// A preset holds as long as choosing it again would change nothing.
void WizardTrainingPage::showPreset()
{
    if (m_preset.empty())
        return;
    const auto preset = std::find_if(run::presets().begin(), run::presets().end(),
                                     [this](const run::Preset& p) { return p.id == m_preset; });
    const QString name = widgets::withoutMnemonic(presetLabel(*preset)).toHtmlEscaped();
    const Outcome outcome = outcomeOf(m_preset);
    if (run::toJson(outcome.config) != run::toJson(m_draft.config)) {
        //: name of a preset
        m_presetNote->setText(tr("Values have been changed since the preset <b>%1</b>.").arg(name));
        return;
    }
    //: name of a preset, what it is for
    QString text = tr("<b>%1:</b> %2").arg(name, presetHelp(*preset).toHtmlEscaped());
    if (outcome.kept)
        text += QLatin1Char(' ') + tr("What you chose on the Model page stays as it is.");
    if (m_preset == "fine_tune" && m_draft.config.model.from.empty())
        text += QStringLiteral(" <a style='color:%1' href='start'>%2</a>")
                    .arg(widgets::tones().accent.name(), tr("Choose the model to begin with"));
    m_presetNote->setText(text);
}

} // namespace likeness::pages
