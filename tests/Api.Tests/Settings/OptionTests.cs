using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Streams.Api.Hosting;
using Streams.Api.Http.Reports;
using Streams.Api.Relay;

namespace Streams.Api.Tests.Settings;

/// <summary>The error for an invalid setting names it; the defaults are valid.</summary>
public sealed class OptionTests
{
    [Fact]
    public void The_defaults_are_valid()
    {
        Assert.True(new RelayOptionsValidator().Validate(null, new()).Succeeded);
        Assert.True(new DeliveryOptionsValidator().Validate(null, new()).Succeeded);
        Assert.True(new ApiSettingsValidator().Validate(null, new()).Succeeded);
    }

    [Theory]
    [InlineData("MaxLiveStreams", "0", "Relay:MaxLiveStreams is 0; it must be at least 1.")]
    [InlineData("RingBytes", "0", "Relay:RingBytes is 0; it must be at least 1.")]
    [InlineData("MaxReplay", "-1", "Relay:MaxReplay is -1; it must be at least 0.")]
    [InlineData("FlushInterval", "-00:00:01", "Relay:FlushInterval is -00:00:01; it must be 00:00:00 to 1.00:00:00 ([days.]hh:mm:ss).")]
    [InlineData("SseComment", "00:00:00", "Relay:SseComment is 00:00:00; it must be 00:00:00.0010000 to 1.00:00:00 ([days.]hh:mm:ss).")]
    public void An_invalid_relay_setting_is_named(string name, string value, string message)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Relay:{name}", value)]).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddStreamsLive().BuildServiceProvider();
        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<RelayOptions>>().Value);
        Assert.Equal(message, Assert.Single(failure.Failures));
    }

    [Theory]
    [InlineData(50, 1000, "Streams:Delivery:Again is 00:00:00.0500000; it must be 00:00:00.1000000 to 00:05:00 ([days.]hh:mm:ss).")]
    [InlineData(500, 400, "Streams:Delivery:GiveUp is 00:00:00.4000000; it must be at least Streams:Delivery:Again, which is 00:00:00.5000000.")]
    public void An_invalid_delivery_setting_is_named(int again, int giveUp, string message)
    {
        var options = new DeliveryOptions { Again = TimeSpan.FromMilliseconds(again), GiveUp = TimeSpan.FromMilliseconds(giveUp) };
        Assert.Equal(message, Assert.Single(new DeliveryOptionsValidator().Validate(null, options).Failures!));
    }

    [Fact]
    public void An_invalid_drain_delay_is_named() => Assert.Equal(
        "Streams:DrainDelay is 01:00:00; it must be 00:00:00 to 00:05:00 ([days.]hh:mm:ss).",
        Assert.Single(new ApiSettingsValidator().Validate(null, new() { DrainDelay = TimeSpan.FromHours(1) }).Failures!));
}
