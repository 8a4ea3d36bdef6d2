using System.Text.Json;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Protocols.OpenAi;

/// <summary>
/// The texts of a job as messages. Clients add what they get to the last message that began, so one text is sent at a time: the others wait until it has
/// ended. Void text stays with the client as long as the new attempt writes the same, and only the rest is sent; from other text on its messages are
/// taken back, empty and incomplete, and the text begins again in a new one.
/// </summary>
/// <param name="jobId">The job.</param>
/// <param name="state">The state of the log.</param>
/// <param name="settled">Text is sent only when it has ended.</param>
/// <param name="add">Adds a frame.</param>
internal sealed class ResponseOutput(Guid jobId, SnapshotReducer state, bool settled, Action<string, Action<Utf8JsonWriter>> add)
{
    private readonly OrderedDictionary<string, ResponseText> _texts = [];
    private ResponseText? _summary;
    private ResponseText? _current;
    private int _count;

    /// <summary>The text has grown.</summary>
    public void Grow(string target)
    {
        if (!_texts.TryGetValue(target, out var text))
        {
            _texts[target] = text = new ResponseText(target);
        }

        text.IsFinished = false;
        _current ??= text;
        if (_current == text && !settled)
        {
            Send(text);
        }
    }

    /// <summary>A text has been shortened in the log.</summary>
    public void Cut(string target, int length)
    {
        if (_texts.TryGetValue(target, out var text))
        {
            text.Known = Math.Min(text.Known, length);
        }
    }

    /// <summary>No step runs: all that was written has ended, and no later attempt takes it back.</summary>
    public void FinishAll() => Finish(_texts.Values);

    /// <summary>The item that has the name of a text is finished, so the text has ended, and other texts go on.</summary>
    public void Finish(string target)
    {
        if (!settled && _texts.TryGetValue(target, out var text))
        {
            Finish([text]);
        }
    }

    /// <summary>The job has ended.</summary>
    public void End(JobSnapshot snapshot)
    {
        foreach (var text in _texts.Values.OrderBy(text => text != _current))
        {
            Send(text);
            if (text.IsAhead)
            {
                TakeBack(text);
                Send(text);
            }

            End(text, complete: snapshot.Status == JobStatus.Completed);
        }

        if (snapshot is { Status: JobStatus.Completed, Summary: { ValueKind: not JsonValueKind.Null } summary } && snapshot.Texts.Count == 0)
        {
            _summary = new ResponseText(null);
            Send(_summary, summary.GetRawText());
            End(_summary, complete: true);
        }
    }

    /// <summary>The items of the output as they are now: an array.</summary>
    public void Write(Utf8JsonWriter json, JobSnapshot snapshot)
    {
        json.WriteStartArray("output");
        foreach (var (target, text) in snapshot.Texts)
        {
            if (_texts.TryGetValue(target, out var sent))
            {
                Write(json, sent, text, snapshot);
            }
        }

        if (_summary is not null)
        {
            Write(json, _summary, _summary.Sent.ToString(), snapshot);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ResponseText text, string content, JobSnapshot snapshot)
    {
        for (int i = 0; i < text.Messages.Count; i++)
        {
            var message = text.Messages[i];
            int end = i + 1 < text.Messages.Count ? text.Messages[i + 1].Start : Math.Max(text.Known, message.Start);
            string part = content[Math.Min(message.Start, content.Length)..Math.Min(end, content.Length)];
            bool open = text.IsOpen && i + 1 == text.Messages.Count;
            WriteMessage(json, text, message, open ? "in_progress" : StatusOf(snapshot.EndedAt is null || snapshot.Status == JobStatus.Completed), part);
        }
    }

    private static string StatusOf(bool complete) => complete ? "completed" : "incomplete";

    private static void WriteMessage(Utf8JsonWriter json, ResponseText text, ResponseMessage message, string status, string? content)
    {
        json.WriteStartObject();
        json.WriteString("id", message.Id);
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteString("status", status);
        json.WriteStartArray("content");
        if (content is not null)
        {
            WritePart(json, content);
        }

        json.WriteEndArray();
        if (text.Target is not null)
        {
            json.WriteString("target", text.Target);
        }

        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "output_text");
        json.WriteString("text", text);
        WriteEmpty(json, "annotations");
        WriteEmpty(json, "logprobs");
        json.WriteEndObject();
    }

    private static void WriteEmpty(Utf8JsonWriter json, string name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    private void Finish(IEnumerable<ResponseText> texts)
    {
        foreach (var text in texts)
        {
            text.IsFinished = true;
        }

        while (_current is { IsFinished: true } ended)
        {
            Send(ended);
            End(ended, complete: true);
            _current = _texts.Values.FirstOrDefault(text => text != ended && state.LengthOf(text.Target!) > text.Known);
        }

        if (_current is not null && !settled)
        {
            Send(_current);
        }
    }

    private void Send(ResponseText text)
    {
        int length = state.LengthOf(text.Target!);
        if (text.IsAhead && length > text.Known)
        {
            int both = Math.Min(length, text.Sent.Length);
            if (state.TextOf(text.Target!, text.Known, both) == text.Sent.ToString(text.Known, both - text.Known))
            {
                text.Known = both;
            }
            else
            {
                TakeBack(text);
            }
        }

        if (!text.IsAhead && length > text.Known)
        {
            Send(text, state.TextOf(text.Target!, text.Known, length));
        }
    }

    private void Send(ResponseText text, string delta)
    {
        if (!text.IsOpen)
        {
            Begin(text);
        }

        text.Sent.Append(delta);
        text.Known = text.Sent.Length;
        AddPart("response.output_text.delta", text, json =>
        {
            json.WriteString("delta", delta);
            WriteEmpty(json, "logprobs");
        });
    }

    private void Begin(ResponseText text)
    {
        var message = new ResponseMessage($"msg_{jobId:N}_{_count}", _count, text.Sent.Length);
        _count++;
        text.Messages.Add(message);
        text.IsOpen = true;
        AddItem("response.output_item.added", text, message, "in_progress", null);
        AddPart("response.content_part.added", text, json =>
        {
            json.WritePropertyName("part");
            WritePart(json, "");
        });
    }

    private void End(ResponseText text, bool complete)
    {
        if (!text.IsOpen)
        {
            return;
        }

        int start = text.Messages[^1].Start;
        string content = text.Sent.ToString(start, text.Sent.Length - start);
        AddPart("response.output_text.done", text, json =>
        {
            json.WriteString("text", content);
            WriteEmpty(json, "logprobs");
        });
        AddPart("response.content_part.done", text, json =>
        {
            json.WritePropertyName("part");
            WritePart(json, content);
        });
        AddItem("response.output_item.done", text, text.Messages[^1], StatusOf(complete), content);
        text.IsOpen = false;
    }

    /// <summary>What was sent of a text is void.</summary>
    private void TakeBack(ResponseText text)
    {
        foreach (var message in text.Messages)
        {
            AddItem("response.output_item.done", text, message, StatusOf(complete: false), null);
        }

        text.Messages.Clear();
        text.Sent.Clear();
        (text.Known, text.IsOpen) = (0, false);
    }

    private void AddItem(string type, ResponseText text, ResponseMessage message, string status, string? content) => add(type, json =>
    {
        json.WriteNumber("output_index", message.Index);
        json.WritePropertyName("item");
        WriteMessage(json, text, message, status, content);
    });

    private void AddPart(string type, ResponseText text, Action<Utf8JsonWriter> members)
    {
        var message = text.Messages[^1];
        add(type, json =>
        {
            json.WriteString("item_id", message.Id);
            json.WriteNumber("output_index", message.Index);
            json.WriteNumber("content_index", 0);
            members(json);
        });
    }
}
