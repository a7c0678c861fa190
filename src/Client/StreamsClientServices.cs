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
    // More than the greatest answer: 500 items of 8 KiB and what is around them.
    private const int MaxAnswer = 16 * 1024 * 1024;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MostDelay = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Adds <see cref="StreamsClient"/>, with a pipeline that tries calls again where that does no harm. A <see cref="TimeProvider"/> that is registered is
    /// kept. Options that are not valid show when the host starts, or when the first client is made.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="configure">Says at least where the server is.</param>
    /// <returns>What configures the <see cref="HttpClient"/> further: headers, handlers, proxies.</returns>
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

            // Broadcasters and watches live long and keep their client: connections are renewed (and names looked up) by age, not the handler.
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)

            // Four lines a request, and agents make many; what matters is logged by this library.
            .RemoveAllLoggers();
        builder.AddResilienceHandler("repeat", AddRepeat);
        return builder;
    }

    private static void ConfigureHttp(IServiceProvider provider, HttpClient http)
    {
        var address = provider.GetRequiredService<IOptions<StreamsClientOptions>>().Value.BaseAddress!.AbsoluteUri;
        http.BaseAddress = new(address.EndsWith('/') ? address : address + '/');
        http.MaxResponseContentBufferSize = MaxAnswer;

        // Each call has limits of its own, by the TimeProvider.
        http.Timeout = Timeout.InfiniteTimeSpan;
    }

    private static void AddRepeat(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, ResilienceHandlerContext context)
    {
        var options = context.ServiceProvider.GetRequiredService<IOptions<StreamsClientOptions>>().Value;
        var time = pipeline.TimeProvider = context.ServiceProvider.GetRequiredService<TimeProvider>();
        if (options.MaxRetries > 0)
        {
            pipeline.AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = options.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                MaxDelay = MostDelay,
                ShouldHandle = args => ValueTask.FromResult(RepeatRule.ShouldRepeat(args.Context.GetRequestMessage(), args.Outcome)),

                // What the server asks for, and something on top, or all whom it turned away come back at one moment.
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    args.Outcome.Result is { } response && RetryAfter.Of(response, time) is var after && after > TimeSpan.Zero
                        ? after + (FirstDelay * Random.Shared.NextDouble())
                        : null),
            });
        }

        pipeline.AddTimeout(options.RequestTimeout);
    }
}
