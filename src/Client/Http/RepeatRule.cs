using System.Net;
using Polly;
using Polly.Timeout;

namespace Streams.Client;

/// <summary>Decides whether to repeat a request.</summary>
internal static class RepeatRule
{
    private static readonly HttpRequestOptionsKey<Repeat> Key = new("Streams.Client.Repeat");
    private static readonly HttpRequestOptionsKey<bool> UncertainKey = new("Streams.Client.Uncertain");

    /// <summary>Sets when a request may be repeated; the default is never.</summary>
    public static void Set(HttpRequestMessage request, Repeat repeat) => request.Options.Set(Key, repeat);

    /// <summary>Whether the server may have carried out an earlier attempt.</summary>
    public static bool IsUncertain(HttpRequestMessage request) => request.Options.TryGetValue(UncertainKey, out var uncertain) && uncertain;

    /// <summary>Whether to repeat the request after this outcome.</summary>
    public static bool ShouldRepeat(HttpRequestMessage? request, Outcome<HttpResponseMessage> outcome)
    {
        var repeat = request is not null && request.Options.TryGetValue(Key, out var set) ? set : Repeat.Never;
        if (repeat == Repeat.Never || !IsTransient(outcome))
            return false;
        if (IsNotExecuted(outcome))
            return true;
        request!.Options.Set(UncertainKey, true);
        return repeat == Repeat.Always;
    }

    private static bool IsTransient(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { } response } => (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests,
        _ => false,
    };

    // A 503 does not count: the server also sends it if it does not know whether the request was carried out.
    private static bool IsNotExecuted(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } } => true,
        { Result.StatusCode: HttpStatusCode.TooManyRequests } => true,
        _ => false,
    };
}
