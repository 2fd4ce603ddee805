// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/start_page.h"

#include "app/engine/settings.h"
#include "widgets/common/icons.h"
#include "widgets/common/theme.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace likeness::pages {

using namespace widgets;

StartPage::StartPage(Services services, QWidget* parent) : Page(services, parent)
{
    auto* outer = new QHBoxLayout(this);
    outer->addStretch(1);
    auto* column = new QVBoxLayout;
    column->setSpacing(kGap);
    outer->addLayout(column);
    outer->addStretch(1);

    column->addStretch(2);
    auto* heading = new QLabel(tr("Face datasets one can trust"), this);
    QFont font = heading->font();
    font.setPointSizeF(font.pointSizeF() * 1.9);
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    column->addWidget(heading);
    column->addSpacing(kSmallGap);

    const QString steps[] = {
        tr("Open a folder that holds one folder of photographs per person; Likeness finds and aligns every face."),
        tr("It then shows you the labels that look wrong, worst first, and you decide each with one key."),
        tr("From the cleaned dataset you train a recognition model, verify it, and keep the report."),
    };
    int number = 0;
    for (const QString& step : steps) {
        auto* row = new QHBoxLayout;
        row->setSpacing(12);
        auto* badge = new QLabel(QString::number(++number), this);
        badge->setProperty("role", QStringLiteral("section"));
        badge->setFixedWidth(12);
        row->addWidget(badge, 0, Qt::AlignTop);
        auto* text = new QLabel(step, this);
        text->setWordWrap(true);
        text->setFixedWidth(520);
        row->addWidget(text, 1);
        column->addLayout(row);
    }
    column->addSpacing(kMargin);

    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(kGap);
    auto* openFolder = new QPushButton(icon(QStringLiteral("folder")), tr("Open a folder of faces…"), this);
    openFolder->setObjectName(QStringLiteral("openFolder"));
    makePrimary(openFolder);
    openFolder->setIcon(QIcon());
    auto* demo = new QPushButton(tr("New demo project…"), this);
    demo->setObjectName(QStringLiteral("newDemo"));
    demo->setToolTip(tr("480 drawn faces of 40 people who do not exist, with 24 wrong labels to find"));
    auto* openProject = new QPushButton(tr("Open a project…"), this);
    openProject->setObjectName(QStringLiteral("openProject"));
    buttons->addWidget(openFolder);
    buttons->addWidget(demo);
    buttons->addWidget(openProject);
    buttons->addStretch(1);
    column->addLayout(buttons);
    connect(openFolder, &QPushButton::clicked, this, &StartPage::openFolderRequested);
    connect(demo, &QPushButton::clicked, this, &StartPage::demoRequested);
    connect(openProject, &QPushButton::clicked, this, &StartPage::openProjectRequested);

    column->addSpacing(kMargin);
    m_recent = new QVBoxLayout;
    m_recent->setSpacing(2);
    column->addLayout(m_recent);
    column->addStretch(3);
}

void StartPage::activate()
{
    while (QLayoutItem* item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QStringList recent = settings().get(engine::settings::kRecentProjects);
    bool first = true;
    for (const QString& folder : recent) {
        if (!QFileInfo::exists(folder + QLatin1String("/project.db")))
            continue;
        if (std::exchange(first, false)) {
            auto* label = new QLabel(tr("Recent projects"), this);
            label->setProperty("role", QStringLiteral("section"));
            m_recent->addWidget(label);
        }
        auto* button = new QToolButton(this);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIcon(icon(QStringLiteral("dataset")));
        const QFileInfo info(folder);
        QString name = info.fileName();
        if (name.endsWith(QLatin1String(".likeness")))
            name.chop(9);
        name.replace(QLatin1Char('&'), QLatin1String("&&"));
        //: A recent project: its name, and the folder it lies in
        button->setText(tr("%1   in %2").arg(name, QDir::toNativeSeparators(info.path())));
        connect(button, &QToolButton::clicked, this, [this, folder] { Q_EMIT projectChosen(folder); });
        m_recent->addWidget(button, 0, Qt::AlignLeft);
    }
}

} // namespace likeness::pages
