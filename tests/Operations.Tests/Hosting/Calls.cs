using System.Text;
using System.Text.Json;

namespace Streams.Operations.Tests.Hosting;

/// <summary>Calls of the API.</summary>
internal static class Calls
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<(int Status, string Text)> GetAsync(this RunningHost host, string path)
    {
        using var response = await host.Http.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    public static async Task<(int Status, string Text)> PostAsync(this RunningHost host, string path, string body = "{}", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await host.Http.SendAsync(request, Cancellation);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Creates a stream whose goal is five companies, with an agent that finds them.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> CreateStreamAsync(this RunningHost host)
    {
        var (status, text) = await host.PostAsync(
            "/api/streams/goal", """{"name":"Goal","target_metrics":{"companies_to_find":5},"assigned_agents":[{"agent_type":"opportunity_bot"}]}""");
        Assert.True(status == 201, text);
        return JsonElement.Parse(text).GetProperty("stream").GetProperty("id").GetString()!;
    }

    public static Task<(int Status, string Text)> ReportAsync(this RunningHost host, string streamId, params (string Name, string Value)[] headers) =>
        host.PostAsync($"/api/streams/{streamId}/progress", """{"completed":1,"total":5}""", headers);

    /// <summary>Repeats a query until its answer meets the condition, or fails at the time limit.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Predicate<T> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        while (true)
        {
            var answer = await ask();
            if (condition(answer))
                return answer;
            Assert.False(limit.IsCancellationRequested, $"The time limit has passed; the last answer: {answer}");
            await Task.Yield();
        }
    }
}
