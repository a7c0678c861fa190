using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Streams.Hostile.Tests;

/// <summary>Calls to the server under test.</summary>
internal static class Audience
{
    /// <summary>Without a connection limit; shared by all watchers of a test.</summary>
    public static HttpMessageInvoker NewHttp() => new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null });

    public static async Task<string> CreateStreamAsync(this ServerProcess server)
    {
        var created = await server.PostAsync("/api/streams/goal", new { name = "Watched by many", target_metrics = new { companies_to_find = 1_000_000 } });
        return created.GetProperty("stream").GetProperty("id").GetString()!;
    }

    /// <returns>The position of the stream after the activity.</returns>
    public static async Task<long> ReportAsync(this ServerProcess server, string streamId, string text, object? data = null)
    {
        using var response = await server.Http.PostAsJsonAsync(
            $"/api/streams/{streamId}/activities",
            new { agent_id = "a", agent_name = "A", agent_type = "external", activity_type = "progress", message = text, data });
        return await PositionAsync(response);
    }

    /// <summary>The sequences of all activities of the stream, oldest first.</summary>
    public static async Task<List<long>> ActivitiesAsync(this ServerProcess server, string streamId)
    {
        var seqs = new List<long>();
        for (var before = ""; ;)
        {
            var page = await server.GetAsync($"/api/streams/{streamId}/activities?limit=200{before}");

            seqs.AddRange(page.GetProperty("activities").EnumerateArray().Select(SeqOf));
            if (!page.TryGetProperty("next_before_seq", out var next) || next.ValueKind == JsonValueKind.Null)
                break;
            before = $"&before_seq={next}";
        }

        seqs.Reverse();
        return seqs;
    }

    /// <summary>The sequences of the newest activities after one, oldest first.</summary>
    public static async Task<IEnumerable<long>> ActivitiesAfterAsync(this ServerProcess server, string streamId, long afterSeq)
    {
        var page = await server.GetAsync($"/api/streams/{streamId}/activities?limit=10");
        return page.GetProperty("activities").EnumerateArray().Select(SeqOf).Where(seq => seq > afterSeq).Reverse();
    }

    /// <summary>A value of <c>/metrics</c>, summed over its labels; 0 if there is none.</summary>
    /// <param name="server">The server.</param>
    /// <param name="name">The Prometheus name.</param>
    /// <param name="label">Only those with this label, or null for all.</param>
    public static async Task<double> MetricAsync(this ServerProcess server, string name, string? label = null)
    {
        var text = await server.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return text.Split('\n')
            .Where(line => (line.StartsWith(name + '{', StringComparison.Ordinal) || line.StartsWith(name + ' ', StringComparison.Ordinal))
                && (label is null || line.Contains(label, StringComparison.Ordinal)))
            .Sum(line => double.Parse(line[(line.LastIndexOf('}') is >= 0 and var labels ? labels + 1 : name.Length)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture));
    }

    // An activity's id ends with the sequence of its event.
    private static long SeqOf(JsonElement activity) => long.Parse(activity.GetProperty("id").GetString()!.Split('-')[^1], CultureInfo.InvariantCulture);

    private static async Task<long> PositionAsync(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("position").GetProperty("seq").GetInt64();
    }
}
