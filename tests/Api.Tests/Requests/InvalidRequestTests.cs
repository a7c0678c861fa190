using System.Text.Json;
using System.Text.RegularExpressions;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Requests;

/// <summary>Each invalid request in the table gets exactly the contract's problem.</summary>
public sealed partial class InvalidRequestTests(SharedHost shared)
{
    private readonly TestHost _host = shared.Host;

    public static TheoryData<string> Names => [.. InvalidRequests.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused_with_its_problem(string name)
    {
        var wrong = InvalidRequests.All[name];
        using var request = Make(wrong);
        using var response = await _host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.True((int)response.StatusCode == wrong.Status, $"{(int)response.StatusCode} instead of {wrong.Status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.DoesNotMatch(Internals(), text);
        using var document = JsonDocument.Parse(text);
        var problem = document.RootElement;
        Assert.Equal(wrong.Code, problem.GetProperty("code").GetString());
        Assert.Equal(wrong.Status, problem.GetProperty("status").GetInt32());
        Assert.Equal($"urn:streams:problem:{wrong.Code}", problem.GetProperty("type").GetString());
        Assert.False(problem.GetProperty("retryable").GetBoolean());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.Contains(wrong.Detail, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        Assert.Equal(wrong.Errors, Paths(problem));
        if (wrong.Code == "not_found" && wrong.Detail.Length > 0)
            Assert.Contains(wrong.Detail, response.Content.Headers.Allow);
    }

    private static string[] Paths(JsonElement problem)
    {
        if (!problem.TryGetProperty("errors", out var errors))
            return [];
        Assert.All(errors.EnumerateObject(), error => Assert.All(error.Value.EnumerateArray(), message => Assert.NotEmpty(message.GetString()!)));
        return [.. errors.EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal)];
    }

    private HttpRequestMessage Make(InvalidRequest wrong)
    {
        var path = wrong.Path.Replace("{stream}", _host.StreamId, StringComparison.Ordinal)
            .Replace("{agent}", _host.ExternalAgentId, StringComparison.Ordinal).Replace("{bot}", _host.BotId, StringComparison.Ordinal);
        var request = new HttpRequestMessage(new(wrong.Method), new Uri(_host.Http.BaseAddress + path[1..]));
        if (wrong.Body is not null)
        {
            request.Content = new ByteArrayContent(wrong.Body);
            if (wrong.ContentType is { } type)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        foreach (var (name, value) in wrong.Headers)
        {
            if (name == "Transfer-Encoding")
                request.Headers.TransferEncodingChunked = true;
            else if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content!.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    // Stack traces, names of types, files of the build.
    [GeneratedRegex(@"   at |Exception|System\.|Microsoft\.|Orleans|Streams\.|\.cs\b|LineNumber|BytePositionInLine")]
    private static partial Regex Internals();
}
