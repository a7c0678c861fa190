using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Streams.Client.Tests.EndToEnd;

/// <summary>A client of a running server, on the real clock.</summary>
internal sealed class RunningClient : IDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="url">The server.</param>
    /// <param name="loseAnswers">Whether the first reply to a goal and every fourth reply to reports are lost.</param>
    /// <param name="timeout">The time limit for a reply and for silence on a watch; the defaults if null.</param>
    public RunningClient(string url, bool loseAnswers = false, TimeSpan? timeout = null)
    {
        var services = new ServiceCollection();
        var builder = services.AddStreamsClient(options =>
        {
            options.BaseAddress = new(url);
            options.RequestTimeout = timeout ?? options.RequestTimeout;
            options.SilenceLimit = timeout ?? options.SilenceLimit;
        });

        // The validator requires more than the 15 s between two comments of the server.
        if (timeout is not null)
            services.RemoveAll<IValidateOptions<StreamsClientOptions>>();
        if (loseAnswers)
            builder.AddHttpMessageHandler(() => new Loss());
        _services = services.BuildServiceProvider();
        Client = _services.GetRequiredService<StreamsClient>();
    }

    public StreamsClient Client { get; }

    public void Dispose() => _services.Dispose();

    private sealed class Loss : DelegatingHandler
    {
        private int _answers;
        private int _goals;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            var path = request.RequestUri!.AbsolutePath;
            var isLost = path.EndsWith("/goal", StringComparison.Ordinal) ? Interlocked.Increment(ref _goals) == 1
                : path.EndsWith("/reports", StringComparison.Ordinal) && Interlocked.Increment(ref _answers) % 4 == 0;
            if (!isLost)
                return response;
            response.Dispose();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer was lost.");
        }
    }
}
