using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Streams.Client.Tests.EndToEnd;

/// <summary>A client of a server that runs, on the real clock.</summary>
internal sealed class Running : IDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="url">The server.</param>
    /// <param name="loseAnswers">Whether every fourth answer to reports gets lost on its way back.</param>
    /// <param name="patience">How long it waits for an answer and for any word of a watch, if not as long as usual.</param>
    public Running(string url, bool loseAnswers = false, TimeSpan? patience = null)
    {
        var services = new ServiceCollection();
        var builder = services.AddStreamsClient(options =>
        {
            options.BaseAddress = new(url);
            options.RequestTimeout = patience ?? options.RequestTimeout;
            options.SilenceLimit = patience ?? options.SilenceLimit;
        });

        // Less than the 15 s after which the server says something is nothing but a test's.
        if (patience is not null)
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

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!request.RequestUri!.AbsolutePath.EndsWith("/reports", StringComparison.Ordinal) || Interlocked.Increment(ref _answers) % 4 != 0)
                return response;
            response.Dispose();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer is lost.");
        }
    }
}
