using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;

namespace Streams.Client;

/// <summary>Registers the client.</summary>
public static class StreamsClientServices
{
    // More than the largest answer: 500 items of 8 KiB each.
    private const int MaxAnswer = 16 * 1024 * 1024;

    /// <summary>
    /// Adds <see cref="StreamsClient"/>, with a pipeline that repeats calls that are safe to repeat. Uses the registered <see cref="TimeProvider"/>, if there is one.
    /// Invalid options throw an <see cref="OptionsValidationException"/> when the host starts, or when the first client is created.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets at least <see cref="StreamsClientOptions.BaseAddress"/>.</param>
    /// <returns>The builder of the <see cref="HttpClient"/>, for headers, handlers and proxies.</returns>
    public static IHttpClientBuilder AddStreamsClient(this IServiceCollection services, Action<StreamsClientOptions> configure)
    {
        services.AddOptions<StreamsClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StreamsClientOptions>, StreamsClientOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        var builder = services.AddHttpClient(nameof(StreamsClient), ConfigureHttp)
            .AddTypedClient((http, provider) => new StreamsClient(
                http,
                provider.GetRequiredService<IOptions<StreamsClientOptions>>().Value,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>()))

            // Broadcasters and watches keep their client for long, so renew connections by age, not the handler.
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)

            // They write four lines per request; this library logs what matters.
            .RemoveAllLoggers();
        builder.AddResilienceHandler("repeat", AddRepeat);
        return builder;
    }

    private static void ConfigureHttp(IServiceProvider provider, HttpClient http)
    {
        var address = provider.GetRequiredService<IOptions<StreamsClientOptions>>().Value.BaseAddress!.AbsoluteUri;
        http.BaseAddress = new(address.EndsWith('/') ? address : address + '/');
        http.MaxResponseContentBufferSize = MaxAnswer;

        // Each call has its own limits, measured by the TimeProvider.
        http.Timeout = Timeout.InfiniteTimeSpan;
    }

    private static void AddRepeat(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ResilienceHandlerContext context)
    {
        var options = context.ServiceProvider.GetRequiredService<IOptions<StreamsClientOptions>>().Value;
        var time = pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
        var backoff = StreamsClient.NewBackoff();
        if (options.MaxRetries > 0)
        {
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxRetries,
                ShouldHandle = args => ValueTask.FromResult(RepeatRule.ShouldRepeat(args.Context.GetRequestMessage(), args.Outcome)),

                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    backoff.After(args.AttemptNumber) + (args.Outcome.Result is { } response ? RetryAfter.Of(response, time) : TimeSpan.Zero)),
            });
        }

        pipeline.AddTimeout(options.RequestTimeout);
    }
}
