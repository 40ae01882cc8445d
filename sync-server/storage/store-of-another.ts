/** A store that holds what belongs to another project; the message says what to do. */
export class StoreOfAnother extends Error {
	constructor(project: string, found: string) {
		super(
			`The store there is that of ${found}, and this program was started for ${project}. Nothing was changed. The survey and the helpline each have a store of their own: set DATA_FOLDER or DATABASE_URL to the right one, and SERVES=helpline for the helpline alone.`,
		)
	}
}
