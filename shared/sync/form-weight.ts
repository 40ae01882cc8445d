import type { FormDefinition } from '#shared/forms/form-definition'
import { splitForm } from '#shared/forms/split-form'
import { utf8 } from '#shared/kernel/bytes'
import { limits } from './protocol.ts'

/** Cost of a form on a phone, in bytes: in memory (`plain`) and for download (`deflated`). */
export interface FormWeight {
	readonly plain: number
	readonly deflated: number
}

export interface WeighedForm extends FormWeight {
	/** Set if the form is too large for phones: the sizes, and their limits. */
	readonly excess: (FormWeight & { readonly mostPlain: number; readonly most: number }) | null
}

/** Allowance for the document envelopes, which are far smaller. */
const room = 1024

/**
 * Measures a form as it is sent: in parts, each deflated. Only the size of the output of `deflate` is used.
 */
export async function weighForm(
	definition: FormDefinition,
	deflate: (plain: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>,
): Promise<WeighedForm> {
	const { definition: questions, contents } = splitForm(definition)
	const weigh = async (part: unknown): Promise<FormWeight> => {
		const plain = utf8(JSON.stringify(part))
		return { plain: plain.length + room, deflated: (await deflate(plain)).length + room }
	}
	const ofQuestions = await weigh(questions)
	let { plain, deflated } = ofQuestions
	// sequentially, so that a list of 50,000 rows is in memory once
	for (const content of contents.values()) {
		const part = await weigh(content)
		plain += part.plain
		deflated += part.deflated
	}
	const excess =
		ofQuestions.plain > limits.plainDocument || ofQuestions.deflated > limits.document
			? { ...ofQuestions, mostPlain: limits.plainDocument, most: limits.document }
			: plain > limits.plainForm || deflated > limits.form
				? { plain, deflated, mostPlain: limits.plainForm, most: limits.form }
				: null
	return { plain, deflated, excess }
}

/** Details of `form-too-heavy`, in kB. */
export const weightDetails = (excess: NonNullable<WeighedForm['excess']>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(excess).map(([name, bytes]) => [name, kilobytes(bytes).toLocaleString('en')]),
	)

export const kilobytes = (bytes: number): number => Math.ceil(bytes / 1024)
