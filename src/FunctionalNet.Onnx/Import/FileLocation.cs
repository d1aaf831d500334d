namespace FunctionalNet.Import;

/// <summary>The place in a file at which something went wrong.</summary>
internal static class FileLocation
{
    /// <summary>
    /// Reads something. The operators say what is wrong with their operands in their own exceptions; here each gets its place in the
    /// file. Any other exception is a bug of the reader, and no fault of the file: it goes on as it is.
    /// </summary>
    /// <exception cref="FormatException">What is wrong, and where.</exception>
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
            throw new UnsupportedException("what only a run brings", $"{place}: {error.Message}", error);
        }
        catch (Exception error)
            when (error is FormatException or ShapeException or ArgumentException or ArithmeticException)
        {
            throw new FormatException($"{place}: {error.Message}", error);
        }
    }
}
