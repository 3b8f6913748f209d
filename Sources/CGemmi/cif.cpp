// The CIF grammar of gemmi, with the line of every value kept for messages.

#include "CGemmi.h"

#include <gemmi/cif.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>

namespace cif = gemmi::cif;
namespace pegtl = tao::pegtl;

namespace {

/// A document and, for each loop in the order of the text, the lines of its values.
struct LinedDocument : cif::Document {
    std::vector<std::vector<size_t>> loop_lines;
    std::vector<std::vector<size_t>> loop_tag_lines;
    std::vector<size_t> block_lines;
};

template<typename Rule> struct Action : cif::Action<Rule> {};

template<> struct Action<cif::rules::str_loop> {
    template<typename Input> static void apply(const Input &in, LinedDocument &out) {
        cif::Action<cif::rules::str_loop>::apply(in, out);
        out.loop_lines.emplace_back();
        out.loop_tag_lines.emplace_back();
    }
};

template<> struct Action<cif::rules::loop_tag> {
    template<typename Input> static void apply(const Input &in, LinedDocument &out) {
        cif::Action<cif::rules::loop_tag>::apply(in, out);
        out.loop_tag_lines.back().push_back(in.iterator().line);
    }
};

template<> struct Action<cif::rules::datablockname> {
    template<typename Input> static void apply(const Input &in, LinedDocument &out) {
        cif::Action<cif::rules::datablockname>::apply(in, out);
        out.block_lines.push_back(in.iterator().line);
    }
};

template<> struct Action<cif::rules::str_global> {
    template<typename Input> static void apply(const Input &in, LinedDocument &out) {
        cif::Action<cif::rules::str_global>::apply(in, out);
        out.block_lines.push_back(in.iterator().line);
    }
};

template<> struct Action<cif::rules::loop_value> {
    template<typename Input> static void apply(const Input &in, LinedDocument &out) {
        cif::Action<cif::rules::loop_value>::apply(in, out);
        out.loop_lines.back().push_back(in.iterator().line);
    }
};

struct Value {
    std::string text;
    bool known;
    size_t line;
};

struct Column {
    std::string tag;
    size_t line;
    size_t loop;
    std::vector<Value> values;
};

struct Block {
    std::string name;
    size_t line;
    std::vector<Column> columns;
};

std::string normalised(std::string tag) {
    for (char &c : tag) {
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
        if (c == '.') c = '_';
    }
    return tag;
}

Value value(const std::string &raw, size_t line) {
    bool known = !raw.empty() && !cif::is_null(raw);
    return {known ? cif::as_string(raw) : std::string(), known, line};
}

/// How many loops stand in these items, save frames included.
size_t loops_in(const std::vector<cif::Item> &items) {
    size_t n = 0;
    for (const cif::Item &item : items) {
        if (item.type == cif::ItemType::Loop) ++n;
        if (item.type == cif::ItemType::Frame) n += loops_in(item.frame.items);
    }
    return n;
}

void report(spar_cif_error *error, const char *message, size_t line, size_t column) {
    std::snprintf(error->message, sizeof error->message, "%s", message);
    error->line = line;
    error->column = column;
}

}  // namespace

struct spar_cif {
    std::vector<Block> blocks;
};

extern "C" spar_cif *spar_cif_parse(const char *text, size_t size, spar_cif_error *error) {
    try {
        LinedDocument document;
        pegtl::memory_input<> in(text, size, "");
        pegtl::parse<cif::rules::file, Action, cif::Errors>(in, document);
        auto result = std::make_unique<spar_cif>();
        size_t loop_number = 0, group = 0, block_number = 0;
        for (const cif::Block &source : document.blocks) {
            const auto &block_lines = document.block_lines;
            Block block{source.name, block_number < block_lines.size() ? block_lines[block_number] : 0, {}};
            ++block_number;
            for (const cif::Item &item : source.items) {
                size_t line = item.line_number > 0 ? size_t(item.line_number) : 0;
                if (item.type == cif::ItemType::Pair) {
                    block.columns.push_back({normalised(item.pair[0]), line, group++, {value(item.pair[1], line)}});
                } else if (item.type == cif::ItemType::Loop) {
                    const auto &tag_lines = document.loop_tag_lines.at(loop_number);
                    const auto &lines = document.loop_lines.at(loop_number++);
                    size_t width = item.loop.tags.size();
                    for (size_t c = 0; c != width; ++c) {
                        size_t tag_line = c < tag_lines.size() ? tag_lines[c] : line;
                        Column column{normalised(item.loop.tags[c]), tag_line, group, {}};
                        for (size_t i = c; i < item.loop.values.size(); i += width)
                            column.values.push_back(value(item.loop.values[i], i < lines.size() ? lines[i] : line));
                        block.columns.push_back(std::move(column));
                    }
                    ++group;
                } else if (item.type == cif::ItemType::Frame) {
                    loop_number += loops_in(item.frame.items);
                }
            }
            result->blocks.push_back(std::move(block));
        }
        return result.release();
    } catch (const pegtl::parse_error &e) {
        const auto &at = e.positions().front();
        report(error, std::string(e.message()).c_str(), at.line, at.column);
    } catch (const std::exception &e) {
        report(error, e.what(), 0, 0);
    } catch (...) {
        report(error, "unknown failure", 0, 0);
    }
    return nullptr;
}

extern "C" void spar_cif_free(spar_cif *cif) { delete cif; }

extern "C" size_t spar_cif_block_count(const spar_cif *cif) { return cif->blocks.size(); }

extern "C" const char *spar_cif_block_name(const spar_cif *cif, size_t block) {
    return cif->blocks[block].name.c_str();
}

extern "C" size_t spar_cif_column_count(const spar_cif *cif, size_t block) {
    return cif->blocks[block].columns.size();
}

extern "C" const char *spar_cif_column_tag(const spar_cif *cif, size_t block, size_t column) {
    return cif->blocks[block].columns[column].tag.c_str();
}

extern "C" size_t spar_cif_block_line(const spar_cif *cif, size_t block) { return cif->blocks[block].line; }

extern "C" size_t spar_cif_column_line(const spar_cif *cif, size_t block, size_t column) {
    return cif->blocks[block].columns[column].line;
}

extern "C" size_t spar_cif_column_loop(const spar_cif *cif, size_t block, size_t column) {
    return cif->blocks[block].columns[column].loop;
}

extern "C" size_t spar_cif_column_size(const spar_cif *cif, size_t block, size_t column) {
    return cif->blocks[block].columns[column].values.size();
}

extern "C" const char *spar_cif_value(const spar_cif *cif, size_t block, size_t column, size_t row) {
    const Value &v = cif->blocks[block].columns[column].values[row];
    return v.known ? v.text.c_str() : nullptr;
}

extern "C" size_t spar_cif_value_line(const spar_cif *cif, size_t block, size_t column, size_t row) {
    return cif->blocks[block].columns[column].values[row].line;
}
