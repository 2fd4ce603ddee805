// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/page_list.h"

#include "app/pages/start_page.h"
#if __has_include("app/pages/dataset_page.h")
#include "app/pages/dataset_page.h"
#define HAS_DATASET
#endif
#if __has_include("app/pages/capture_page.h")
#include "app/pages/capture_page.h"
#define HAS_CAPTURE
#endif
#if __has_include("app/pages/annotate_page.h")
#include "app/pages/annotate_page.h"
#define HAS_ANNOTATE
#endif
#if __has_include("app/pages/review_page.h")
#include "app/pages/review_page.h"
#define HAS_REVIEW
#endif
#if __has_include("app/pages/train_page.h")
#include "app/pages/train_page.h"
#define HAS_TRAIN
#endif
#if __has_include("app/pages/verify_page.h")
#include "app/pages/verify_page.h"
#define HAS_VERIFY
#endif
#if __has_include("app/pages/journal_page.h")
#include "app/pages/journal_page.h"
#define HAS_JOURNAL
#endif

namespace likeness::app {

std::vector<pages::Page*> makePages(const pages::Services& services, QWidget* parent)
{
    std::vector<pages::Page*> list;
    list.push_back(new pages::StartPage(services, parent));
#ifdef HAS_DATASET
    list.push_back(new pages::DatasetPage(services, parent));
#endif
#ifdef HAS_CAPTURE
    list.push_back(new pages::CapturePage(services, parent));
#endif
#ifdef HAS_ANNOTATE
    list.push_back(new pages::AnnotatePage(services, parent));
#endif
#ifdef HAS_REVIEW
    list.push_back(new pages::ReviewPage(services, parent));
#endif
#ifdef HAS_TRAIN
    list.push_back(new pages::TrainPage(services, parent));
#endif
#ifdef HAS_VERIFY
    list.push_back(new pages::VerifyPage(services, parent));
#endif
#ifdef HAS_JOURNAL
    list.push_back(new pages::JournalPage(services, parent));
#endif
    return list;
}

} // namespace likeness::app
