namespace FunctionalNet.Import;

/// <summary>The location of an error in a file.</summary>
internal static class FileLocation
{
    /// <summary>
    /// Runs a reader. Exceptions of operators describe problems with their operands; here each gets its location in the file. Any other
    /// exception is a bug of the reader, not a fault of the file, and passes unchanged.
    /// </summary>
    /// <exception cref="FormatException">The problem and its location.</exception>
    public static T At<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnsupportedException error)
        {
            throw new UnsupportedException(error.What, $"{place}: {error.Message}", error);
        }
        catch (ShapeException error) when (error.IsOfTypes)
        {
            throw new UnsupportedException(
                error.Rule,
                $"{place}: of these types it is not supported: {error.Message}",
                error
            );
        }
        catch (Exception error) when (error is NotKnownException or ShapeException { IsOfFreeAxis: true })
        {
            throw new UnsupportedException("values known only at run time", $"{place}: {error.Message}", error);
        }
        catch (Exception error)
            when (error is FormatException or ShapeException or ArgumentException or ArithmeticException)
        {
            throw new FormatException($"{place}: {error.Message}", error);
        }
    }
}
