// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>
#include <QStringList>

namespace likeness::i18n {

// "en" and "zh_CN": every one complete, a test sees to it.
QStringList languages();

// The language that fits the person's system settings.
QString systemLanguage();

// Installs the translators of `language` (ours and Qt's own) in the application, in place of those installed before.
// Windows get QEvent::LanguageChange. GUI thread.
void install(const QString& language);

// The language installed last; "en" before that.
QString current();

} // namespace likeness::i18n
