package io.spoolway.cli.push;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar: for people at a terminal. */
final class BarListener implements PushListener {
    private static final long MIB = 1 << 20;
    private static final int REFRESH_MILLIS = 100;

    private final ProgressBar bar;

    BarListener(LocalFile file) {
        ProgressBarBuilder builder = ProgressBar.builder()
                .setTaskName(String.valueOf(file.path().getFileName()))
                .setInitialMax(file.size())
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .showSpeed();
        this.bar = (file.size() < MIB ? builder.setUnit(" KiB", 1 << 10) : builder.setUnit(" MiB", MIB)).build();
    }

    @Override
    public void passing(String stage, long from) {
        bar.reset();
        bar.stepTo(from);
        bar.setExtraMessage(" " + stage);
    }

    @Override
    public void position(long bytes) {
        bar.stepTo(bytes);
    }

    @Override
    public void stage(String stage) {
        bar.setExtraMessage(" " + stage);
    }

    @Override
    public void retrying(String problem, Duration pause) {
        bar.setExtraMessage(
                pause.isZero() ? " " + problem : " trying again in %d s: %s".formatted(pause.toSeconds(), problem));
    }

    @Override
    public void close() {
        bar.close();
    }
}
