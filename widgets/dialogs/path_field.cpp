// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/path_field.h"

#include <QDir>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace likeness::dialogs {

PathField::PathField(std::function<QString()> choose, QWidget* parent) : QWidget(parent), m_edit(new QLineEdit(this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_edit, 1);
    auto* browse = new QToolButton(this);
    browse->setText(tr("Choose…"));
    connect(browse, &QToolButton::clicked, this, [this, choose = std::move(choose)] {
        const QString path = choose();
        if (path.isEmpty())
            return;
        m_edit->setText(QDir::toNativeSeparators(path));
        Q_EMIT chosen();
    });
    row->addWidget(browse);
}

} // namespace likeness::dialogs
