using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Streams.Grains.Settings;

/// <summary>
/// Checks one setting. The message gives its name, its value and the valid values; <see cref="ValidationAttribute.ErrorMessage"/> replaces it, with {0} for the value.
/// Null is valid.
/// </summary>
public abstract class SettingAttribute : ValidationAttribute
{
    /// <returns>The valid values, to follow "it must be"; null if the value is valid.</returns>
    protected abstract string? Expected(object value);

    /// <inheritdoc/>
    protected sealed override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is null || Expected(value) is not { } expected)
            return ValidationResult.Success;
        var name = $"{SectionAttribute.Of(validationContext.ObjectType)}:{validationContext.MemberName}";
        var shown = value is string ? $"'{value}'" : Convert.ToString(value, CultureInfo.InvariantCulture);
        return new(ErrorMessage is { } own ? string.Format(CultureInfo.InvariantCulture, own, shown) : $"{name} is {shown}; it must be {expected}.");
    }
}
