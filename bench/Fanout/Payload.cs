using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace Streams.Bench.Fanout;

/// <summary>An activity of about 300 bytes. Its <c>data</c> has the time of its publishing and its number within the stream.</summary>
internal static class Payload
{
    private const string Message = "Checked the company register and the web site, found 3 offices and a head count of 120";

    /// <summary>The clock of publisher and subscribers, which run in this process.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>As the peers get it: what Streams makes of the report.</summary>
    public static byte[] Activity(string stream, long number, long sentAt) => Encoding.UTF8.GetBytes(
        $$"""{"id":"a{{number:D11}}","stream_id":"{{stream}}","agent_id":"a","agent_name":"A","agent_type":"x","activity_type":"progress","message":"{{Message}}","data":{"ts":{{sentAt}},"n":{{number}}},"timestamp":"2026-11-22T11:35:58.123Z"}""");

    /// <summary>As Streams gets it.</summary>
    public static byte[] Report(long number, long sentAt) => Encoding.UTF8.GetBytes(
        $$"""{"reports":[{"kind":"activity","agent_id":"a","agent_name":"A","agent_type":"x","activity_type":"progress","message":"{{Message}}","data":{"ts":{{sentAt}},"n":{{number}}} }]}""");

    /// <summary>Finds the next event in a record by its stamp, which is far cheaper than parsing and the same for each adaptor.</summary>
    public static bool TryNext(ref ReadOnlySpan<byte> rest, out long sentAt, out long number)
    {
        number = 0;
        return TryNumber(ref rest, "\"ts\":"u8, out sentAt) && TryNumber(ref rest, "\"n\":"u8, out number);
    }

    /// <summary>Reads the whole number that follows a key and moves <paramref name="rest"/> behind it.</summary>
    public static bool TryNumber(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> key, out long value)
    {
        value = 0;
        var at = rest.IndexOf(key);
        if (at < 0)
            return false;
        rest = rest[(at + key.Length)..].TrimStart((byte)' ');
        if (!Utf8Parser.TryParse(rest, out value, out var used))
            return false;
        rest = rest[used..];
        return true;
    }

    /// <summary>The text that follows a key, up to the next quote; no escapes.</summary>
    public static string? TextAfter(ReadOnlySpan<byte> record, ReadOnlySpan<byte> key)
    {
        var at = record.IndexOf(key);
        if (at < 0)
            return null;
        record = record[(at + key.Length)..];
        return Encoding.UTF8.GetString(record[..record.IndexOf((byte)'"')]);
    }
}
