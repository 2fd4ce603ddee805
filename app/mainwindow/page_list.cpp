// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow/page_list.h"

#include "app/pages/annotate/annotate_page.h"
#include "app/pages/capture/capture_page.h"
#include "app/pages/dataset/dataset_page.h"
#include "app/pages/journal/journal_page.h"
#include "app/pages/map/map_page.h"
#include "app/pages/quality/quality_page.h"
#include "app/pages/review/review_page.h"
#include "app/pages/start_page.h"
#include "app/pages/train/train_page.h"
#include "app/pages/verify/verify_page.h"
#include "app/pages/versions/versions_page.h"

namespace likeness::app {

std::vector<pages::Page*> makePages(const pages::Services& services, QWidget* parent)
{
    std::vector<pages::Page*> list;
    list.push_back(new pages::StartPage(services, parent));
    list.push_back(new pages::DatasetPage(services, parent));
    list.push_back(new pages::CapturePage(services, parent));
    list.push_back(new pages::AnnotatePage(services, parent));
    list.push_back(new pages::ReviewPage(services, parent));
    list.push_back(new pages::MapPage(services, parent));
    list.push_back(new pages::QualityPage(services, parent));
    list.push_back(new pages::TrainPage(services, parent));
    list.push_back(new pages::VerifyPage(services, parent));
    list.push_back(new pages::VersionsPage(services, parent));
    list.push_back(new pages::JournalPage(services, parent));
    return list;
}

} // namespace likeness::app
