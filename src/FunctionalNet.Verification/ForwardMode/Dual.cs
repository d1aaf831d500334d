namespace FunctionalNet.Verification;

/// <summary>
/// A dual number: value + slope ε with ε² = 0. The reference kernels compute with it like with any other number, and the result is the
/// directional derivative, exact to rounding, without a rule for any operator.
/// </summary>
internal readonly partial struct Dual(double value, double slope)
{
    /// <summary>Gets the value.</summary>
    public double Value { get; } = value;

    /// <summary>Gets the derivative along the direction.</summary>
    public double Slope { get; } = slope;

    public static implicit operator Dual(double value) => new(value, 0);

    public static Dual operator +(Dual x) => x;

    public static Dual operator -(Dual x) => new(-x.Value, -x.Slope);

    public static Dual operator +(Dual x, Dual y) => new(x.Value + y.Value, x.Slope + y.Slope);

    public static Dual operator -(Dual x, Dual y) => new(x.Value - y.Value, x.Slope - y.Slope);

    public static Dual operator *(Dual x, Dual y) =>
        new(x.Value * y.Value, Times(x.Slope, y.Value) + Times(y.Slope, x.Value));

    public static Dual operator /(Dual x, Dual y) =>
        new(x.Value / y.Value, Times(x.Slope, 1 / y.Value) - Times(y.Slope, x.Value / y.Value / y.Value));

    public static Dual operator %(Dual x, Dual y) =>
        new(x.Value % y.Value, x.Slope - Times(y.Slope, Math.Truncate(x.Value / y.Value)));

    public static Dual operator ++(Dual x) => x + One;

    public static Dual operator --(Dual x) => x - One;

    // At 0 the mean of both sides, as for equal operands of a maximum: so a smooth function of kinks that cancel, such as max(x, 0) + log(1
    // + exp(-|x|)), has its derivative there too.
    public static Dual Abs(Dual x) => x.To(Math.Abs(x.Value), x.Value == 0 ? 0 : Math.CopySign(1, x.Value));

    public static Dual CopySign(Dual x, Dual sign) =>
        double.IsNegative(x.Value) == double.IsNegative(sign.Value) ? x : -x;

    public static Dual FusedMultiplyAdd(Dual x, Dual y, Dual z) => (x * y) + z;

    public static Dual Exp(Dual x) => x.To(Math.Exp(x.Value), Math.Exp(x.Value));

    public static Dual Exp2(Dual x) => x.To(Math.Pow(2, x.Value), Math.Log(2) * Math.Pow(2, x.Value));

    public static Dual Exp10(Dual x) => x.To(Math.Pow(10, x.Value), Math.Log(10) * Math.Pow(10, x.Value));

    public static Dual Log(Dual x) => x.To(Math.Log(x.Value), 1 / x.Value);

    public static Dual Log(Dual x, Dual newBase) => Log(x) / Log(newBase);

    public static Dual Log2(Dual x) => x.To(Math.Log2(x.Value), 1 / (Math.Log(2) * x.Value));

    public static Dual Log10(Dual x) => x.To(Math.Log10(x.Value), 1 / (Math.Log(10) * x.Value));

    public static Dual Pow(Dual x, Dual y)
    {
        var z = Math.Pow(x.Value, y.Value);
        return new(
            z,
            Times(x.Slope, y.Value == 0 ? 0 : y.Value * Math.Pow(x.Value, y.Value - 1))
                + Times(y.Slope, x.Value > 0 ? z * Math.Log(x.Value) : 0)
        );
    }

    public static Dual Sqrt(Dual x) => x.To(Math.Sqrt(x.Value), 0.5 / Math.Sqrt(x.Value));

    public static Dual Cbrt(Dual x) => x.To(Math.Cbrt(x.Value), 1 / (3 * Math.Cbrt(x.Value) * Math.Cbrt(x.Value)));

    public static Dual RootN(Dual x, int n)
    {
        var y = double.RootN(x.Value, n);
        return x.To(y, y / (n * x.Value));
    }

    public static Dual Hypot(Dual x, Dual y) => Sqrt((x * x) + (y * y));

    public static Dual Sin(Dual x) => x.To(Math.Sin(x.Value), Math.Cos(x.Value));

    public static Dual Cos(Dual x) => x.To(Math.Cos(x.Value), -Math.Sin(x.Value));

    public static Dual Tan(Dual x) => Sin(x) / Cos(x);

    public static (Dual Sin, Dual Cos) SinCos(Dual x) => (Sin(x), Cos(x));

    public static Dual SinPi(Dual x) => x.To(double.SinPi(x.Value), Math.PI * double.CosPi(x.Value));

    public static Dual CosPi(Dual x) => x.To(double.CosPi(x.Value), -Math.PI * double.SinPi(x.Value));

    public static Dual TanPi(Dual x) => SinPi(x) / CosPi(x);

    public static (Dual SinPi, Dual CosPi) SinCosPi(Dual x) => (SinPi(x), CosPi(x));

    public static Dual Asin(Dual x) => x.To(Math.Asin(x.Value), 1 / Math.Sqrt(1 - (x.Value * x.Value)));

    public static Dual Acos(Dual x) => x.To(Math.Acos(x.Value), -1 / Math.Sqrt(1 - (x.Value * x.Value)));

    public static Dual Atan(Dual x) => x.To(Math.Atan(x.Value), 1 / (1 + (x.Value * x.Value)));

    public static Dual AsinPi(Dual x) => Asin(x) / Math.PI;

    public static Dual AcosPi(Dual x) => Acos(x) / Math.PI;

    public static Dual AtanPi(Dual x) => Atan(x) / Math.PI;

    public static Dual Atan2(Dual y, Dual x)
    {
        var square = (x.Value * x.Value) + (y.Value * y.Value);
        return new(Math.Atan2(y.Value, x.Value), ((y.Slope * x.Value) - (x.Slope * y.Value)) / square);
    }

    public static Dual Atan2Pi(Dual y, Dual x) => Atan2(y, x) / Math.PI;

    public static Dual Sinh(Dual x) => x.To(Math.Sinh(x.Value), Math.Cosh(x.Value));

    public static Dual Cosh(Dual x) => x.To(Math.Cosh(x.Value), Math.Sinh(x.Value));

    public static Dual Tanh(Dual x)
    {
        var y = Math.Tanh(x.Value);
        return x.To(y, 1 - (y * y));
    }

    public static Dual Asinh(Dual x) => x.To(Math.Asinh(x.Value), 1 / Math.Sqrt((x.Value * x.Value) + 1));

    public static Dual Acosh(Dual x) => x.To(Math.Acosh(x.Value), 1 / Math.Sqrt((x.Value * x.Value) - 1));

    public static Dual Atanh(Dual x) => x.To(Math.Atanh(x.Value), 1 / (1 - (x.Value * x.Value)));

    // A slope of 0 stays 0, even if the factor is infinite or NaN: a branch that is not taken has no effect.
    private static double Times(double slope, double factor) => slope == 0 ? 0 : slope * factor;

    private Dual To(double value, double derivative) => new(value, Times(Slope, derivative));
}
