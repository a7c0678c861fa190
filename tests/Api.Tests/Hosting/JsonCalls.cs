using System.Text;
using System.Text.Json;

namespace Streams.Api.Tests.Hosting;

/// <summary>Calls that are expected to succeed.</summary>
internal static class JsonCalls
{
    /// <summary>Sends a request and reads the reply; fails the test if it is a problem.</summary>
    public static async Task<JsonElement> SendJsonAsync(this HttpClient http, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>Creates a stream for a number of companies.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> CreateStreamAsync(this HttpClient http, int target = 50) =>
        (await http.SendJsonAsync("POST", "/api/streams/goal", $$$"""{"name":"Goal","target_metrics":{"companies_to_find":{{{target}}}}}"""))
        .GetProperty("stream").GetProperty("id").GetString()!;

    /// <summary>Reports progress and returns the acknowledgement.</summary>
    public static Task<JsonElement> ReportProgressAsync(this HttpClient http, string streamId, int completed, int total = 50) =>
        http.SendJsonAsync("POST", $"/api/streams/{streamId}/progress", $$"""{"completed":{{completed}},"total":{{total}}}""");
}
