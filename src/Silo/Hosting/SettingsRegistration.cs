using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Streams.Grains.Settings;

namespace Streams.Silo.Hosting;

/// <summary>The one way in which settings are registered.</summary>
public static class SettingsRegistration
{
    /// <summary>Binds the settings to the section that <see cref="SectionAttribute"/> names, and validates them when the host starts.</summary>
    /// <returns>The settings as configured so far, validated: what the host is built from.</returns>
    /// <exception cref="OptionsValidationException">A setting is invalid; each failure names it and says what it must be.</exception>
    public static T AddSettings<T, TValidator>(this IHostApplicationBuilder builder)
        where T : class, new()
        where TValidator : class, IValidateOptions<T>, new()
    {
        var section = builder.Configuration.GetSection(SectionAttribute.Of(typeof(T)));
        builder.Services.AddSettings<T, TValidator>();
        var settings = section.Get<T>() ?? new T();
        var result = new TValidator().Validate(Options.DefaultName, settings);
        return result.Failed ? throw new OptionsValidationException(Options.DefaultName, typeof(T), result.Failures) : settings;
    }

    /// <summary>Binds the settings to the section that <see cref="SectionAttribute"/> names, and validates them when the host starts.</summary>
    public static IServiceCollection AddSettings<T, TValidator>(this IServiceCollection services)
        where T : class
        where TValidator : class, IValidateOptions<T>
    {
        services.AddOptions<T>().BindConfiguration(SectionAttribute.Of(typeof(T))).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<T>, TValidator>();
    }
}
