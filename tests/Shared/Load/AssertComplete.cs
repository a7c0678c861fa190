using System.Text.Json;

namespace Streams.Tests;

/// <summary>Checks that nothing is lost or repeated, whatever happened to the server, the clients and the network.</summary>
internal static class AssertComplete
{
    /// <summary>The log has each acknowledged report once, no sequence gap, and no repeated item or milestone.</summary>
    public static void Log(List<Logged> log, IEnumerable<string> acknowledged)
    {
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(logged => logged.Seq));
        var ids = log.Where(logged => logged.ReportId is not null).Select(logged => logged.ReportId!).ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());

        // The log also has the reports of the built-in agent.
        Assert.Equal(acknowledged.Order(StringComparer.Ordinal), ids.Where(id => id.StartsWith('r')).Order(StringComparer.Ordinal));
        var keys = log.Where(logged => logged.Event == "item-added").Select(logged => JsonElement.Parse(logged.Payload).GetProperty("key").GetString()).ToArray();
        Assert.Equal(keys.Length, keys.Distinct().Count());
        var milestones = log.Where(logged => logged.Event == "milestone").Select(logged => JsonElement.Parse(logged.Payload)).Select(it => $"{it.GetProperty("type")} {it.GetProperty("title")}").ToArray();
        Assert.Equal(milestones.Length, milestones.Distinct().Count());
    }

    /// <summary>A viewer received every event that no frame may omit, once and in order, and no event that is not in the log.</summary>
    public static void Viewer(Viewer viewer, List<Logged> log)
    {
        Assert.Equal(viewer.Seen.Select(seen => seen.Seq).Distinct().Order(), viewer.Seen.Select(seen => seen.Seq));
        foreach (var seen in viewer.Seen)
        {
            var logged = log[(int)seen.Seq - 1];
            Assert.Equal((logged.Event, string.GetHashCode(logged.Payload, StringComparison.Ordinal)), (seen.Event, seen.Payload));
        }

        Assert.Equal(
            log.Where(logged => logged.Seq > viewer.Start && IsNeverOmitted(logged.Event)).Select(logged => logged.Seq),
            viewer.Seen.Where(seen => IsNeverOmitted(seen.Event)).Select(seen => seen.Seq));

        static bool IsNeverOmitted(string name) => name is "agent-activity" or "milestone" or "item-added";
    }

    /// <summary>The built-in agent found all its items and reached each milestone once.</summary>
    public static void Bot(List<Logged> log, int target)
    {
        Assert.Equal(target, log.Count(logged => logged.Event == "item-added"));

        // Growth depends on the timing of the interruptions.
        var reached = log.Where(logged => logged.Event == "milestone").Select(logged => JsonElement.Parse(logged.Payload).GetProperty("type").GetString()!);
        Assert.Equal(
            ["completion", "progress_milestone", "progress_milestone", "progress_milestone", "target_reached"],
            reached.Where(type => type != "growth_milestone").Order(StringComparer.Ordinal));
    }
}
