using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Streams.Bench.Fanout;

/// <summary>An activity event of about 300 bytes; its <c>data</c> carries the publish time (a timestamp of <see cref="Stopwatch"/>) and the number within the stream.</summary>
internal static class Payload
{
    private const string Padding = "Checked the company register and the web site, found 3 offices and a head count of 120";

    /// <summary>The clock of publisher and subscribers, which run in this process.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    public static byte[] Activity(string stream, long number, long sentAt) => Encoding.UTF8.GetBytes(
        $$"""{"id":"a{{number:D11}}","stream_id":"{{stream}}","agent_id":"a","agent_name":"A","agent_type":"x","activity_type":"progress","message":"{{Padding}}","data":{"ts":{{sentAt}},"n":{{number}}},"timestamp":"2026-11-22T11:35:58.123Z"}""");

    public static byte[] Report(long number, long sentAt) => Encoding.UTF8.GetBytes(
        $$"""{"reports":[{"kind":"activity","agent_id":"a","agent_name":"A","agent_type":"x","activity_type":"progress","message":"{{Padding}}","data":{"ts":{{sentAt}},"n":{{number}}} }]}""");

    /// <summary>Finds the next event in a record by its stamp; far cheaper than parsing, and the same for each adaptor.</summary>
    public static bool TryNext(ref ReadOnlySpan<byte> rest, out long sentAt, out long number)
    {
        sentAt = number = 0;
        return TryNumber(ref rest, "\"ts\":"u8, out sentAt) && TryNumber(ref rest, "\"n\":"u8, out number);
    }

    /// <summary>Reads the whole number that follows <paramref name="key"/> and moves <paramref name="rest"/> behind it.</summary>
    public static bool TryNumber(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> key, out long value)
    {
        value = 0;
        var at = rest.IndexOf(key);
        if (at < 0)
        {
            return false;
        }

        rest = rest[(at + key.Length)..].TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(rest, out value, out var used))
        {
            return false;
        }

        rest = rest[used..];
        return true;
    }

    /// <summary>The text that follows <paramref name="key"/> up to the next quote; no escapes.</summary>
    public static string? TextAfter(ReadOnlySpan<byte> record, ReadOnlySpan<byte> key)
    {
        var at = record.IndexOf(key);
        if (at < 0)
        {
            return null;
        }

        record = record[(at + key.Length)..];
        return Encoding.UTF8.GetString(record[..record.IndexOf((byte)'"')]);
    }
}
