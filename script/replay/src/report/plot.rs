//! Plots as SVG text. Ink is the page's text colour, so that a plot reads on light and on dark.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::error::{Error, Result};
use crate::format::{grouped, utc};

/// Width and height of a plot in its own units; the page scales it.
const SIZE: (u32, u32) = (900, 340);
/// Stands for the page's text colour until the SVG is done.
const INK: RGBColor = RGBColor(1, 2, 3);
const INK_HEX: &str = "#010203";

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

/// A line over time.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its name in the legend; empty: none.
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

/// Lines over time, with a legend.
///
/// # Errors
/// [`Error::Plot`].
pub fn lines(frame: Frame, lines: &[Line], levels: &[f64]) -> Result<String> {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let failed = |error: &dyn std::fmt::Display| fail(frame.what, error);
        let mut chart = ChartBuilder::on(&root)
            .margin(8)
            .x_label_area_size(30)
            .y_label_area_size(64)
            .build_cartesian_2d(frame.from as f64..frame.to as f64, frame.low..frame.high)
            .map_err(|error| failed(&error))?;
        mesh(&mut chart, frame)?;
        for level in levels {
            let ends = [(frame.from as f64, *level), (frame.to as f64, *level)];
            chart
                .draw_series(DashedLineSeries::new(
                    ends,
                    4,
                    4,
                    INK.mix(0.6).stroke_width(1),
                ))
                .map_err(|error| failed(&error))?;
        }
        for line in lines {
            let points = shown(line, frame);
            let style = line.color.stroke_width(line.width);
            let series = chart
                .draw_series(LineSeries::new(points, style))
                .map_err(|error| failed(&error))?;
            if !line.name.is_empty() {
                series
                    .label(line.name.clone())
                    .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], style));
            }
        }
        legend(&mut chart, frame.what)?;
        root.present().map_err(|error| failed(&error))?;
    }
    Ok(inked(svg))
}

/// Points inside the frame's height; steps drawn out, the last value held to the end.
fn shown(line: &Line, frame: Frame) -> Vec<(f64, f64)> {
    let clamp = |value: f64| value.clamp(frame.low, frame.high);
    let mut points: Vec<(f64, f64)> = Vec::with_capacity(line.points.len());
    for (time, value) in &line.points {
        let time = *time as f64;
        if line.steps
            && let Some((_, before)) = points.last().copied()
        {
            points.push((time, before));
        }
        points.push((time, clamp(*value)));
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
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let failed = |error: &dyn std::fmt::Display| fail(frame.what, error);
        let mut chart = ChartBuilder::on(&root)
            .margin(8)
            .x_label_area_size(30)
            .y_label_area_size(64)
            .build_cartesian_2d(frame.from as f64..frame.to as f64, frame.low..frame.high)
            .map_err(|error| failed(&error))?;
        mesh(&mut chart, frame)?;
        let mut base = vec![0.0; times.len()];
        for (name, color, heights) in layers {
            let top: Vec<f64> = base.iter().zip(heights).map(|(a, b)| a + b).collect();
            let over = times.iter().map(|t| *t as f64).zip(top.iter().copied());
            let under = times.iter().map(|t| *t as f64).zip(base.iter().copied());
            let outline: Vec<(f64, f64)> = over
                .chain(under.collect::<Vec<_>>().into_iter().rev())
                .collect();
            let color = *color;
            chart
                .draw_series(std::iter::once(Polygon::new(
                    outline,
                    color.mix(0.85).filled(),
                )))
                .map_err(|error| failed(&error))?
                .label(name.clone())
                .legend(move |(x, y)| {
                    Rectangle::new([(x, y - 5), (x + 18, y + 5)], color.filled())
                });
            base = top;
        }
        legend(&mut chart, frame.what)?;
        root.present().map_err(|error| failed(&error))?;
    }
    Ok(inked(svg))
}

/// A group of bars: its label under the axis, and one value per series.
pub type Group = (String, Vec<f64>);

/// Bars in groups side by side.
///
/// # Errors
/// [`Error::Plot`].
pub fn bars(
    what: &'static str,
    series: &[(&str, RGBColor)],
    groups: &[Group],
    unit: Unit,
) -> Result<String> {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let failed = |error: &dyn std::fmt::Display| fail(what, error);
        let high = groups
            .iter()
            .flat_map(|(_, values)| values)
            .fold(1.0_f64, |high, value| high.max(*value))
            * 1.1;
        let count = groups.len().max(1);
        let labels: Vec<String> = groups.iter().map(|(label, _)| label.clone()).collect();
        let mut chart = ChartBuilder::on(&root)
            .margin(8)
            .x_label_area_size(30)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..count as f64, 0.0..high)
            .map_err(|error| failed(&error))?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(INK.mix(0.15))
            .axis_style(INK.mix(0.5))
            .label_style(("sans-serif", 13, &INK))
            .y_label_formatter(&|value| unit.show(*value))
            .draw()
            .map_err(|error| failed(&error))?;
        let width = 0.8 / series.len().max(1) as f64;
        for (place, (name, color)) in series.iter().enumerate() {
            let color = *color;
            let rectangles = groups
                .iter()
                .enumerate()
                .filter_map(|(group, (_, values))| {
                    let value = *values.get(place)?;
                    let left = group as f64 + 0.1 + width * place as f64;
                    let corners = [(left, 0.0), (left + width * 0.94, value)];
                    Some(Rectangle::new(corners, color.filled()))
                });
            chart
                .draw_series(rectangles)
                .map_err(|error| failed(&error))?
                .label((*name).to_owned())
                .legend(move |(x, y)| {
                    Rectangle::new([(x, y - 5), (x + 18, y + 5)], color.filled())
                });
        }
        let plane = chart.plotting_area().strip_coord_spec();
        let (across, down) = plane.get_pixel_range();
        let style = ("sans-serif", 12)
            .into_font()
            .color(&INK)
            .pos(Pos::new(HPos::Center, VPos::Top));
        for (group, label) in labels.iter().enumerate() {
            let part = (group as f64 + 0.5) / count as f64;
            let x = across.start + (f64::from(across.end - across.start) * part) as i32;
            root.draw(&Text::new(label.clone(), (x, down.end + 8), style.clone()))
                .map_err(|error| failed(&error))?;
        }
        legend(&mut chart, what)?;
        root.present().map_err(|error| failed(&error))?;
    }
    Ok(inked(svg))
}

type Chart<'a, 'b> = ChartContext<
    'a,
    SVGBackend<'b>,
    Cartesian2d<plotters::coord::types::RangedCoordf64, plotters::coord::types::RangedCoordf64>,
>;

fn mesh(chart: &mut Chart<'_, '_>, frame: Frame) -> Result<()> {
    // Days and hours without the year: 05-19 13:00.
    let moment = |time: &f64| utc(*time as u64).get(5..).unwrap_or_default().to_owned();
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(INK.mix(0.15))
        .axis_style(INK.mix(0.5))
        .label_style(("sans-serif", 13, &INK))
        .x_labels(8)
        .y_labels(6)
        .x_label_formatter(&moment)
        .y_label_formatter(&|value| frame.unit.show(*value))
        .draw()
        .map_err(|error| fail(frame.what, &error))
}

fn legend<'a, 'b: 'a>(chart: &mut Chart<'a, 'b>, what: &'static str) -> Result<()> {
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .margin(12)
        .legend_area_size(24)
        .label_font(("sans-serif", 13, &INK))
        .border_style(TRANSPARENT)
        .draw()
        .map_err(|error| fail(what, &error))
}

fn inked(svg: String) -> String {
    svg.replace(INK_HEX, "currentColor")
}

fn fail(what: &'static str, error: &dyn std::fmt::Display) -> Error {
    Error::Plot {
        what,
        reason: error.to_string(),
    }
}
