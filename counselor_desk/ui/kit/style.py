"""The house's own drawing of controls where the platform has no native style: flat and quiet."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QProxyStyle,
    QPushButton,
    QStyle,
    QStyleHintReturn,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComplex,
    QStyleOptionMenuItem,
    QStyleOptionSlider,
    QWidget,
)

from counselor_desk.ui.kit import controls, look

_P, _C, _X = QStyle.PrimitiveElement, QStyle.ControlElement, QStyle.ComplexControl
_S, _M = QStyle.StateFlag, QStyle.PixelMetric


class CalmStyle(QProxyStyle):
    """Fusion's behavior with flat grounds, one thin line, and a clear ring for the keyboard."""

    def __init__(self) -> None:
        super().__init__("fusion")
        self.setObjectName("calm")

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        draw = _PRIMITIVES.get(element)
        if draw is None or not draw(option, painter, widget):
            super().drawPrimitive(element, option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if element is _C.CE_PushButtonBevel:
            controls.button(option, painter, widget)
            return
        if (
            element is _C.CE_PushButtonLabel
            and isinstance(option, QStyleOptionButton)
            and controls.is_primary(widget)
        ):
            option = QStyleOptionButton(option)
            option.palette.setColor(QPalette.ColorRole.ButtonText, look.color("on_accent"))
        if element is _C.CE_MenuItem and isinstance(option, QStyleOptionMenuItem):
            option = QStyleOptionMenuItem(option)
            option.palette.setColor(QPalette.ColorRole.Highlight, look.soft("accent", 0.16))
            option.palette.setColor(QPalette.ColorRole.HighlightedText, look.color("text"))
        super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        if control is _X.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            self._scroll_bar(option, painter, widget)
        elif control is _X.CC_ComboBox:
            controls.field(option, painter, widget)
            controls.chevron(option, painter)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def _scroll_bar(self, option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None) -> None:
        handle = self.subControlRect(_X.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, widget)
        groove = option.rect
        if handle.size() == groove.size() or option.maximum <= option.minimum:
            return
        with controls.SmoothPainter(painter):
            over = option.state & (_S.State_MouseOver | _S.State_Sunken)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                look.blend(look.color("secondary"), look.color("surface"), 0.75 if over else 0.4)
            )
            inner = QRectF(handle).adjusted(3, 3, -3, -3)
            painter.drawRoundedRect(inner, 3, 3)

    def pixelMetric(
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        known = _METRICS.get(metric)
        return super().pixelMetric(metric, option, widget) if known is None else known

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        parts = QStyle.SubControl
        rect = super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]
        if control is _X.CC_ScrollBar and part in (
            parts.SC_ScrollBarAddLine,
            parts.SC_ScrollBarSubLine,
        ):
            return QRect()
        if control is _X.CC_ComboBox and part is parts.SC_ComboBoxEditField:
            return option.rect.adjusted(8, 1, -26, -1)
        return rect

    def subElementRect(
        self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None
    ) -> QRect:
        rect = super().subElementRect(element, option, widget)  # type: ignore[arg-type]
        if element is QStyle.SubElement.SE_LineEditContents:
            return rect.adjusted(6, 0, -6, 0)
        return rect

    def sizeFromContents(
        self,
        kind: QStyle.ContentsType,
        option: QStyleOption,
        size: QSize,
        widget: QWidget | None = None,
    ) -> QSize:
        wanted = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        kinds = QStyle.ContentsType
        if kind is kinds.CT_PushButton and not (isinstance(widget, QPushButton) and widget.isFlat()):
            return QSize(max(wanted.width() + 12, 64), max(wanted.height() + 4, 34))
        if kind is kinds.CT_LineEdit:
            return QSize(wanted.width() + 4, max(wanted.height() + 8, 36))
        if kind is kinds.CT_ComboBox:
            return QSize(wanted.width() + 20, max(wanted.height() + 8, 36))
        if kind is kinds.CT_MenuItem:
            return QSize(wanted.width() + 12, wanted.height() + 6)
        return wanted

    def styleHint(
        self,
        hint: QStyle.StyleHint,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
        data: QStyleHintReturn | None = None,
    ) -> int:
        if hint is QStyle.StyleHint.SH_ComboBox_Popup:
            return 0
        return super().styleHint(hint, option, widget, data)


_METRICS = {
    _M.PM_ScrollBarExtent: 12,
    _M.PM_ButtonDefaultIndicator: 0,
    _M.PM_IndicatorWidth: 18,
    _M.PM_IndicatorHeight: 18,
    _M.PM_ExclusiveIndicatorWidth: 18,
    _M.PM_ExclusiveIndicatorHeight: 18,
    _M.PM_CheckBoxLabelSpacing: 8,
    _M.PM_RadioButtonLabelSpacing: 8,
    _M.PM_ButtonShiftHorizontal: 0,
    _M.PM_ButtonShiftVertical: 0,
    _M.PM_MenuPanelWidth: 1,
    _M.PM_MenuVMargin: 4,
    _M.PM_MenuHMargin: 4,
    _M.PM_SmallIconSize: 16,
    _M.PM_ButtonIconSize: 18,
}


_PRIMITIVES = {
    _P.PE_PanelLineEdit: controls.line_panel,
    _P.PE_Frame: controls.frame,
    _P.PE_FrameFocusRect: controls.focus,
    _P.PE_IndicatorArrowDown: controls.menu_arrow,
    _P.PE_PanelButtonTool: controls.tool,
    _P.PE_IndicatorCheckBox: controls.check,
    _P.PE_IndicatorRadioButton: controls.radio,
    _P.PE_PanelMenu: controls.menu,
}
