import type { ComponentType } from 'react'
import type { QuestionType } from '#shared/forms/question-types'
import { createPreloadable, type PreloadableComponent } from '../../ui/piece.ts'
import type { ControlProps } from './control-props.ts'
import { AcknowledgeControl, SelectManyControl, SelectOneControl } from './select-controls.tsx'
import { DateControl, NumberControl, TextControl } from './typed-controls.tsx'

// no form begins with these: they come in a piece of their own
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
	/** What is answered lies in files on the phone: where nothing is kept it has a stand-in. */
	readonly keepsFiles?: true
	/** What is typed is in the field already: it is drawn anew only for what other answers say. */
	readonly showsTyped?: true
}

/**
 * The control of each type. A group of inputs is a fieldset with a legend; the others have a label. A new type does
 * not compile until it has its row.
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
