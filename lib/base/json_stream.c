/* A walk over JSON with the containers that are open as its only memory. */
#include <config.h>
#include "base/json_stream.h"

void
cp_json_stream_begin(cp_json_stream *stream, cp_bytes text)
{
	memset(stream, 0, sizeof(*stream));
	stream->text = text;
	stream->rest = text;
	if (cp_bytes_equal(cp_bytes_slice(text, 0, 3), cp_bytes_of_string("\xef\xbb\xbf")))
		stream->rest = cp_bytes_slice(text, 3, text.len);
}

static void
skip(cp_json_stream *stream, size_t n)
{
	stream->rest.data += n;
	stream->rest.len -= n;
}

static void
skip_white_space(cp_json_stream *stream)
{
	while (stream->rest.len > 0 && memchr(" \t\r\n", stream->rest.data[0], 4) != NULL)
		skip(stream, 1);
}

static bool
begins_with(const cp_json_stream *stream, char c)
{
	return stream->rest.len > 0 && stream->rest.data[0] == (uint8_t)c;
}

static bool
fail(cp_json_stream *stream, const char *what, bool too_large)
{
	stream->fault.what = what;
	stream->fault.too_large = too_large;
	stream->fault.offset = stream->text.len - stream->rest.len;
	return false;
}

/* Checks one value whole and reads it. */
static bool
take(cp_json_stream *stream)
{
	cp_bytes checked = stream->rest;
	size_t offset = stream->text.len - stream->rest.len;

	if (!cp_json_check_value(&checked, &stream->fault)) {
		stream->fault.offset += offset;
		return false;
	}
	(void)cp_json_next(&stream->rest, &stream->value);
	return true;
}

bool
cp_json_stream_take(cp_json_stream *stream)
{
	stream->is_open = false;
	return take(stream);
}

static bool
walk_into(cp_json_stream *stream)
{
	stream->is_open = false;
	if (stream->depth == CP_JSON_DEEPEST)
		return fail(stream, "it is nested too deeply", true);
	stream->closing[stream->depth++] = begins_with(stream, '{') ? '}' : ']';
	skip(stream, 1);
	stream->may_end = true;
	return true;
}

/* Behind an opening bracket nothing separates, behind a value a comma does. */
static bool
skip_comma(cp_json_stream *stream, bool is_first)
{
	if (is_first)
		return true;
	if (!begins_with(stream, ','))
		return fail(stream,
			stream->rest.len == 0 ? "the text ends too early"
					      : "a comma or a closing bracket should stand here",
			false);
	skip(stream, 1);
	skip_white_space(stream);
	return true;
}

static bool
read_key(cp_json_stream *stream)
{
	if (!begins_with(stream, '"'))
		return fail(stream, "a key in quotes should stand here", false);
	if (!take(stream))
		return false;
	stream->key = stream->value;
	skip_white_space(stream);
	if (!begins_with(stream, ':'))
		return fail(stream, "a colon should stand here", false);
	skip(stream, 1);
	skip_white_space(stream);
	return true;
}

static cp_json_step
read_value(cp_json_stream *stream)
{
	stream->may_end = true;
	if (begins_with(stream, '{') || begins_with(stream, '[')) {
		stream->value.kind = begins_with(stream, '{') ? CP_JSON_OBJECT : CP_JSON_ARRAY;
		stream->is_open = true;
		return CP_JSON_STEP_OPEN;
	}
	return take(stream) ? CP_JSON_STEP_VALUE : CP_JSON_STEP_FAULT;
}

cp_json_step
cp_json_stream_next(cp_json_stream *stream)
{
	bool is_first = stream->is_open;

	stream->has_key = false;
	if (stream->fault.what != NULL || (stream->is_open && !walk_into(stream)))
		return CP_JSON_STEP_FAULT;
	skip_white_space(stream);
	if (stream->depth == 0) {
		if (!stream->may_end)
			return read_value(stream);
		if (stream->rest.len == 0)
			return CP_JSON_STEP_END;
		(void)fail(stream, "something stands behind the end", false);
		return CP_JSON_STEP_FAULT;
	}
	if (begins_with(stream, stream->closing[stream->depth - 1])) {
		skip(stream, 1);
		stream->depth--;
		return CP_JSON_STEP_CLOSE;
	}
	if (!skip_comma(stream, is_first))
		return CP_JSON_STEP_FAULT;
	if (stream->closing[stream->depth - 1] == '}') {
		if (!read_key(stream))
			return CP_JSON_STEP_FAULT;
		stream->has_key = true;
	}
	return read_value(stream);
}

void
cp_json_stream_place(cp_bytes text, size_t offset, size_t *line, size_t *column)
{
	size_t i, start = 0;

	*line = 1;
	for (i = 0; i < offset && i < text.len; i++) {
		if (text.data[i] == '\n') {
			(*line)++;
			start = i + 1;
		}
	}
	*column = offset - start + 1;
}
