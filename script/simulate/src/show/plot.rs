//! Plots as SVG text. Ink is the page's text colour, so that a plot reads on light and on dark.

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::format::{grouped, utc};
use super::html::escape;
use crate::error::{Error, Result};

/// Width and height of a plot in its own units; the page scales it.
const SIZE: (u32, u32) = (900, 340);
/// Stands for the page's text colour until the SVG is done.
const INK: RGBColor = RGBColor(1, 2, 3);
const INK_HEX: &str = "#010203";

pub use plotters::style::RGBColor;

/// Ballast.
pub const BLUE: RGBColor = RGBColor(47, 128, 237);
/// The other engine.
pub const ORANGE: RGBColor = RGBColor(232, 119, 34);
/// A second shade of Ballast.
pub const TEAL: RGBColor = RGBColor(23, 162, 150);
/// Warnings.
pub const YELLOW: RGBColor = RGBColor(226, 177, 24);
/// Danger.
pub const RED: RGBColor = RGBColor(219, 62, 62);
/// Worst.
pub const PURPLE: RGBColor = RGBColor(142, 84, 208);
/// What is of no concern.
pub const GREY: RGBColor = RGBColor(140, 147, 156);

/// Colours of series of equal rank.
pub const SERIES: [RGBColor; 6] = [BLUE, ORANGE, TEAL, PURPLE, YELLOW, RED];

/// A colour halfway to grey, for what stands beside the same in full colour.
#[must_use]
pub fn pale(RGBColor(red, green, blue): RGBColor) -> RGBColor {
    let half = |part: u8| part / 2 + 88;
    RGBColor(half(red), half(green), half(blue))
}

/// How values are written at the axis.
#[derive(Debug, Clone, Copy)]
pub enum Unit {
    /// Plain numbers with two places.
    Ratio,
    /// Whole numbers.
    Count,
    /// Dollars, shortened.
    Dollars,
    /// Percent.
    Percent,
}

impl Unit {
    fn show(self, value: f64) -> String {
        match self {
            Self::Ratio => format!("{value:.2}"),
            Self::Count => format!("{value:.0}"),
            Self::Percent => format!("{value:.0}%"),
            Self::Dollars => dollars(value),
        }
    }
}

/// Dollars in a few characters.
#[must_use]
pub fn dollars(value: f64) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    let size = value.abs();
    let short = |value: f64, letter: &str| {
        let text = if value >= 100.0 || value.fract() < 0.005 {
            format!("{value:.0}")
        } else {
            format!("{value:.1}")
        };
        format!("{sign}${}{letter}", text.trim_end_matches(".0"))
    };
    if size >= 1e9 {
        short(size / 1e9, "B")
    } else if size >= 1e6 {
        short(size / 1e6, "M")
    } else if size >= 1e3 {
        short(size / 1e3, "k")
    } else if size >= 10.0 || size == 0.0 {
        format!("{sign}${}", grouped(size.round() as u128))
    } else {
        format!("{sign}${size:.2}")
    }
}

/// The frame of a plot over time.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// Which plot, for errors.
    pub what: &'static str,
    /// First second.
    pub from: u64,
    /// Last second.
    pub to: u64,
    /// Lowest value shown.
    pub low: f64,
    /// Highest value shown.
    pub high: f64,
    /// How values are written.
    pub unit: Unit,
}

/// Distances of ticks on the time axis, seconds.
const TICKS: [u64; 11] = [
    900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000,
];
/// Most ticks on the time axis.
const MOST_TICKS: u64 = 9;

impl Frame {
    /// The time axis, with ticks at round times.
    fn times(self) -> Times {
        let span = self.to.saturating_sub(self.from);
        let fits = |every: &u64| span / every < MOST_TICKS;
        let every = TICKS.into_iter().find(fits).unwrap_or(span.max(1));
        let first = self.from.div_ceil(every) * every;
        let ticks = (first..=self.to).step_by(usize::try_from(every).unwrap_or(usize::MAX));
        Times {
            range: RangedCoordf64::from(self.from as f64..self.to as f64),
            ticks: ticks.map(|tick| tick as f64).collect(),
        }
    }
}

/// A line over time.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its name in the legend.
    pub name: String,
    /// Its colour.
    pub color: RGBColor,
    /// Its width.
    pub width: u32,
    /// Seconds and values.
    pub points: Vec<(u64, f64)>,
    /// Values hold until the next point.
    pub steps: bool,
}

/// Lines over time, and dashed levels.
///
/// # Errors
/// [`Error::Plot`].
pub fn lines(frame: Frame, lines: &[Line], levels: &[f64]) -> Result<String> {
    let svg = over_time(frame, |chart| {
        for level in levels {
            let ends = [(frame.from as f64, *level), (frame.to as f64, *level)];
            let style = INK.mix(0.6).stroke_width(1);
            chart.draw_series(DashedLineSeries::new(ends, 4, 4, style))?;
        }
        for line in lines {
            let style = line.color.stroke_width(line.width);
            chart.draw_series(LineSeries::new(shown(line, frame), style))?;
        }
        Ok(())
    })?;
    let entries = lines.iter().map(|line| (line.name.as_str(), line.color));
    Ok(with_legend(svg, entries))
}

/// Points inside the frame; steps drawn out, the last value held to the end.
fn shown(line: &Line, frame: Frame) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = Vec::with_capacity(line.points.len());
    for (time, value) in &line.points {
        let time = (*time).clamp(frame.from, frame.to) as f64;
        if line.steps
            && let Some((_, before)) = points.last().copied()
        {
            points.push((time, before));
        }
        points.push((time, value.clamp(frame.low, frame.high)));
    }
    if line.steps
        && let Some((_, last)) = points.last().copied()
    {
        points.push((frame.to as f64, last));
    }
    points
}

/// A layer of a stack: name, colour, and its height at the stack's times.
pub type Layer = (String, RGBColor, Vec<f64>);

/// Layers on top of each other, the first at the bottom.
///
/// # Errors
/// [`Error::Plot`].
pub fn stack(frame: Frame, times: &[u64], layers: &[Layer]) -> Result<String> {
    let svg = over_time(frame, |chart| {
        let mut base = vec![0.0; times.len()];
        let at = |heights: &[f64]| -> Vec<(f64, f64)> {
            let times = times.iter().map(|time| *time as f64);
            times.zip(heights.iter().copied()).collect()
        };
        for (_, color, heights) in layers {
            let top: Vec<f64> = base.iter().zip(heights).map(|(a, b)| a + b).collect();
            let outline: Vec<(f64, f64)> = at(&top)
                .into_iter()
                .chain(at(&base).into_iter().rev())
                .collect();
            let polygon = Polygon::new(outline, color.mix(0.85).filled());
            chart.draw_series(std::iter::once(polygon))?;
            base = top;
        }
        Ok(())
    })?;
    let entries = layers
        .iter()
        .map(|(name, color, _)| (name.as_str(), *color));
    Ok(with_legend(svg, entries))
}

/// Seconds, with ticks at round times.
struct Times {
    range: RangedCoordf64,
    ticks: Vec<f64>,
}

impl Ranged for Times {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.range.map(value, limit)
    }

    fn key_points<H: KeyPointHint>(&self, _: H) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> std::ops::Range<f64> {
        self.range.range()
    }
}

type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Times, RangedCoordf64>>;
type Drawn = std::result::Result<(), Failure>;
/// SVG text has nothing to fail at, but the type says that it may.
type Failure = DrawingAreaErrorKind<<SVGBackend<'static> as DrawingBackend>::ErrorType>;

fn over_time(frame: Frame, draw: impl FnOnce(&mut Chart<'_, '_>) -> Drawn) -> Result<String> {
    let mut svg = String::new();
    let drawn = || -> Drawn {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&root)
            .margin(8)
            .margin_right(36)
            .x_label_area_size(26)
            .y_label_area_size(60)
            .build_cartesian_2d(frame.times(), frame.low..frame.high)?;
        // Days and hours without the year: 05-19 13:00.
        let moment = |time: &f64| utc(*time as u64).get(5..).unwrap_or_default().to_owned();
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(INK.mix(0.15))
            .axis_style(INK.mix(0.5))
            .label_style(("sans-serif", 13, &INK))
            .x_labels(usize::try_from(MOST_TICKS).unwrap_or(9) + 1)
            .y_labels(6)
            .x_label_formatter(&moment)
            .y_label_formatter(&|value| frame.unit.show(*value))
            .draw()?;
        draw(&mut chart)?;
        root.present()
    }();
    finished(frame.what, drawn, svg)
}

/// A group of bars: the label of its left edge, and one value per series.
pub type Group = (String, Vec<f64>);

/// Bars in groups side by side, the edges between groups labelled.
///
/// # Errors
/// [`Error::Plot`].
pub fn bars(
    what: &'static str,
    series: &[(&str, RGBColor)],
    groups: &[Group],
    unit: Unit,
) -> Result<String> {
    let values = groups.iter().flat_map(|(_, values)| values);
    let high = values.clone().fold(1.0_f64, |high, value| high.max(*value)) * 1.1;
    // Bars hang from zero where some are below it.
    let low = values.fold(0.0_f64, |low, value| low.min(*value)) * 1.1;
    let count = groups.len().max(1);
    let mut svg = String::new();
    let drawn = || -> Drawn {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let mut chart = ChartBuilder::on(&root)
            .margin(8)
            .x_label_area_size(26)
            .y_label_area_size(60)
            .build_cartesian_2d(0.0..count as f64, low..high)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(INK.mix(0.15))
            .axis_style(INK.mix(0.5))
            .label_style(("sans-serif", 13, &INK))
            .y_label_formatter(&|value| unit.show(*value))
            .draw()?;
        let width = 0.84 / series.len().max(1) as f64;
        for (place, (_, color)) in series.iter().enumerate() {
            let rectangle = |(group, (_, values)): (usize, &Group)| {
                let value = *values.get(place)?;
                let left = group as f64 + 0.08 + width * place as f64;
                let corners = [(left, 0.0), (left + width * 0.94, value)];
                Some(Rectangle::new(corners, color.filled()))
            };
            chart.draw_series(groups.iter().enumerate().filter_map(rectangle))?;
        }
        let (across, down) = chart.plotting_area().strip_coord_spec().get_pixel_range();
        let style = ("sans-serif", 12)
            .into_font()
            .color(&INK)
            .pos(Pos::new(HPos::Center, VPos::Top));
        for (group, (label, _)) in groups.iter().enumerate() {
            let part = f64::from(across.end - across.start) * group as f64 / count as f64;
            let place = (across.start + part as i32, down.end + 7);
            root.draw(&Text::new(label.clone(), place, style.clone()))?;
        }
        root.present()
    }();
    let svg = finished(what, drawn, svg)?;
    Ok(with_legend(svg, series.iter().copied()))
}

fn finished(what: &'static str, drawn: Drawn, svg: String) -> Result<String> {
    drawn.map_err(|error| Error::Plot {
        what,
        reason: error.to_string(),
    })?;
    Ok(svg.replace(INK_HEX, "currentColor"))
}

/// A plot with the names of its series above it.
fn with_legend<'a>(svg: String, entries: impl Iterator<Item = (&'a str, RGBColor)>) -> String {
    let mut out = String::from("<ul class=\"legend\">");
    for (name, RGBColor(red, green, blue)) in entries {
        let name = escape(name);
        out.push_str(&format!(
            "<li><span style=\"background:rgb({red},{green},{blue})\"></span>{name}</li>"
        ));
    }
    out.push_str("</ul>");
    out.push_str(&svg);
    out
}
