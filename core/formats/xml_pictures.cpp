// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/xml_pictures.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/formats/probe.h"

namespace likeness::formats {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kChunk = 1 << 16;

class XmlSource final : public Source
{
public:
    XmlSource(const fs::path& file,
              std::unique_ptr<PictureParser> parser,
              std::vector<fs::path> folders,
              Report& report,
              jobs::Context& context)
        : m_map(file), m_text(reinterpret_cast<const char*>(m_map.bytes().data()), m_map.bytes().size()),
          m_parser(std::move(parser)), m_finder(std::move(folders), report, context), m_report(report),
          m_context(context)
    {
    }

    bool next(Item& item) override
    {
        for (;;) {
            while (!m_parser->found.empty()) {
                MarkedPicture picture = std::move(m_parser->found.front());
                m_parser->found.pop_front();
                if (take(std::move(picture), m_finder, m_people, m_report, item))
                    return true;
            }
            if (m_failure)
                std::rethrow_exception(m_failure);
            if (m_finished)
                return false;
            m_context.checkStop();
            const auto chunk = m_text.substr(0, kChunk);
            m_text.remove_prefix(chunk.size());
            m_finished = m_text.empty();
            try {
                m_parser->feed(chunk, m_finished);
            } catch (const Error&) {
                m_failure = std::current_exception(); // what came before it in this chunk first
            }
        }
    }

    std::uint64_t total() const override { return 0; }
    void finish() override { m_people.reportSingles(m_report); }

private:
    MappedFile m_map;
    std::string_view m_text; // still to be parsed
    std::unique_ptr<PictureParser> m_parser;
    PictureFinder m_finder;
    PeopleCount m_people;
    Report& m_report;
    jobs::Context& m_context;
    std::exception_ptr m_failure;
    bool m_finished = false;
};

} // namespace

std::unique_ptr<Source> xmlSource(const fs::path& file,
                                  std::unique_ptr<PictureParser> parser,
                                  std::vector<fs::path> folders,
                                  Report& report,
                                  jobs::Context& context)
{
    return std::make_unique<XmlSource>(file, std::move(parser), std::move(folders), report, context);
}

fs::path xmlFile(const fs::path& path, bool (*looksRight)(const fs::path& file), const char* format)
{
    std::error_code ec;
    if (!fs::is_directory(path, ec))
        return path;
    std::vector<fs::path> found;
    for (const auto& file : filesWith(path, ".xml"))
        if (looksRight(file))
            found.push_back(file);
    if (found.empty())
        throw Error(ErrorCode::NotFound, "there is no " + std::string(format) + " file in " + displayPath(path));
    if (found.size() > 1)
        throw Error(ErrorCode::BadArgument, "there are " + std::to_string(found.size()) + " " + format + " files in " +
                                                displayPath(path) + "; name one of them, such as " +
                                                displayPath(found.front()));
    return found.front();
}

bool hasXmlRoot(const fs::path& file, std::string_view root)
{
    const std::string head = firstBytes(file);
    std::string_view text = head;
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    for (;;) {
        text = trim(text);
        const std::string_view end = text.starts_with("<?") ? "?>" : text.starts_with("<!--") ? "-->" : "";
        if (end.empty())
            break;
        const auto at = text.find(end);
        if (at == std::string_view::npos)
            return false;
        text.remove_prefix(at + end.size());
    }
    if (!text.starts_with('<') || !text.substr(1).starts_with(root))
        return false;
    const auto after = text.substr(1 + root.size());
    return after.empty() || after[0] == '>' || after[0] == ' ' || after[0] == '\r' || after[0] == '\n';
}

} // namespace likeness::formats
