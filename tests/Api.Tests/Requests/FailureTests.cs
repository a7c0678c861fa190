using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streams.Api.Tests.Hosting;
using Streams.Grains.EventLog;
using Streams.Silo.Health;

namespace Streams.Api.Tests.Requests;

/// <summary>What callers see when a dependency of the API fails.</summary>
public sealed class FailureTests
{
    private static readonly Uri Stream = new("/api/streams/s1", UriKind.Relative);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Outages => ["silo", "log", "timeout", "rejected"];

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task An_outage_is_unavailable_and_retryable(string outage)
    {
        await using var host = await FailingHost.StartAsync(outage switch
        {
            "silo" => new SiloUnavailableException("secret"),
            "log" => new LogUnavailableException("secret"),
            "timeout" => new TimeoutException("secret"),
            _ => new OrleansException("secret"),
        });
        using var response = await host.Http.GetAsync(Stream, Cancellation);
        var problem = await ReadAsync(response);
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("unavailable", problem.GetProperty("code").GetString());
        Assert.True(problem.GetProperty("retryable").GetBoolean());
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter?.Delta);
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Single(host.Logs.Entries, entry => entry.Contains("RequestUnavailable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bug_is_logged_with_a_reference_and_reveals_nothing_else()
    {
        await using var host = await FailingHost.StartAsync(new InvalidOperationException("secret"));
        using var response = await host.Http.GetAsync(Stream, Cancellation);
        var problem = await ReadAsync(response);
        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("internal", problem.GetProperty("code").GetString());
        Assert.False(problem.GetProperty("retryable").GetBoolean());
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        var reference = problem.GetProperty("detail").GetString()!.Split(' ')[^1].TrimEnd('.');
        Assert.Contains(host.Logs.Entries, entry => entry.Contains(reference, StringComparison.Ordinal) && entry.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Readiness_names_the_failed_check_and_liveness_checks_nothing()
    {
        await using var host = await FailingHost.StartAsync(new SiloUnavailableException(), services =>
            services.AddSingleton<IReadiness>(new Check("storage", () => null)).AddSingleton<IReadiness>(new Check("cluster", () => "no silo"))
                .AddSingleton<IReadiness>(new Check("broken", () => throw new InvalidOperationException("secret"))));
        using var ready = await host.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Equal(
            """{"status":"unready","checks":{"broken":"failed","cluster":"no silo","storage":"ok"}}""", await ready.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("""{"status":"ok"}""", await host.Http.GetStringAsync(new Uri("/health/live", UriKind.Relative), Cancellation));
    }

    [Fact]
    public async Task A_check_that_hangs_fails_after_two_seconds_and_liveness_still_answers()
    {
        var time = new FakeTimeProvider();
        await using var host = await FailingHost.StartAsync(
            new SiloUnavailableException(), services => services.AddSingleton<TimeProvider>(time).AddSingleton<IReadiness>(new HangingCheck()));
        var ready = host.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation);
        Assert.Equal("""{"status":"ok"}""", await host.Http.GetStringAsync(new Uri("/health/live", UriKind.Relative), Cancellation));
        Assert.False(ready.IsCompleted);
        while (!ready.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        using var response = await ready;
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("""{"status":"unready","checks":{"grains":"no answer in time"}}""", await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));

    private sealed class HangingCheck : IReadiness
    {
        public string Name => "grains";

        public Task<string?> CheckAsync(CancellationToken cancellation) => new TaskCompletionSource<string?>().Task;
    }

    private sealed class Check(string name, Func<string?> check) : IReadiness
    {
        public string Name => name;

        public async Task<string?> CheckAsync(CancellationToken cancellation)
        {
            await Task.Yield();
            return check();
        }
    }
}
