import type { ComponentType } from 'react'
import type { QuestionType } from '#shared/forms/question-types'
import { createPreloadable, type PreloadableComponent } from '../../../ui/preloadable.ts'
import type { ControlProps } from './control-props.ts'
import { AcknowledgeControl, SelectManyControl, SelectOneControl } from './select-controls.tsx'
import { DateControl, NumberControl, TextControl } from './typed-controls.tsx'

// no form begins with these: they are loaded on demand
const AudioControl = createPreloadable(async () => (await import('./audio-control.tsx')).AudioControl)
const GeopointControl = createPreloadable(
	async () => (await import('./geopoint-control.tsx')).GeopointControl,
)
const LineControl = createPreloadable(async () => (await import('./line-control.tsx')).LineControl)
const ImageControl = createPreloadable(async () => (await import('./image-control.tsx')).ImageControl)
const FileControl = createPreloadable(async () => (await import('./file-control.tsx')).FileControl)
const RangeControl = createPreloadable(async () => (await import('./range-control.tsx')).RangeControl)
const RankControl = createPreloadable(async () => (await import('./rank-control.tsx')).RankControl)
const BarcodeControl = createPreloadable(async () => (await import('./barcode-control.tsx')).BarcodeControl)

const nothing = () => null

interface ControlRow {
	readonly Control: ComponentType<ControlProps> | PreloadableComponent<ControlProps>
	readonly isGroup: boolean
	/** True if answers are files on the phone: a preview, which saves nothing, has a placeholder instead. */
	readonly keepsFiles?: true
	/** True if the field shows typed text by itself: it is rendered again only when other answers change it. */
	readonly showsTyped?: true
}

/**
 * Control of each question type. A group of inputs is a fieldset with a legend; the others have a label. A
 * new type does not compile until it has a row.
 */
export const controls: Readonly<Record<QuestionType, ControlRow>> = {
	text: { Control: TextControl, isGroup: false, showsTyped: true },
	integer: { Control: NumberControl, isGroup: false, showsTyped: true },
	decimal: { Control: NumberControl, isGroup: false, showsTyped: true },
	'select-one': { Control: SelectOneControl, isGroup: true },
	'select-many': { Control: SelectManyControl, isGroup: true },
	date: { Control: DateControl, isGroup: false },
	time: { Control: DateControl, isGroup: false },
	datetime: { Control: DateControl, isGroup: false },
	geopoint: { Control: GeopointControl, isGroup: true },
	geotrace: { Control: LineControl, isGroup: true },
	geoshape: { Control: LineControl, isGroup: true },
	audio: { Control: AudioControl, isGroup: true, keepsFiles: true },
	image: { Control: ImageControl, isGroup: true, keepsFiles: true },
	video: { Control: FileControl, isGroup: true, keepsFiles: true },
	file: { Control: FileControl, isGroup: true, keepsFiles: true },
	acknowledge: { Control: AcknowledgeControl, isGroup: true },
	range: { Control: RangeControl, isGroup: false },
	rank: { Control: RankControl, isGroup: true },
	barcode: { Control: BarcodeControl, isGroup: false },
	note: { Control: nothing, isGroup: false },
	calculate: { Control: nothing, isGroup: false },
	audit: { Control: nothing, isGroup: false },
}
